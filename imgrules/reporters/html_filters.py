"""The bar above the pictures: boxes on and off, and filters for browsers that run the script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from imgrules.model import Result
from imgrules.reporters.html_chosen import Chosen
from imgrules.reporters.html_parts import escaped, tag
from imgrules.reporters.labels import label, needs_attention

_OUTCOMES = (
    "error", "unchecked", "warning", "review", "upcoming", "info", "waived", "known", "pass",
)  # fmt: skip
_ALL = ""


def filters(result: Result, chosen: Chosen) -> str:
    """Return the bar. The form stays hidden without script: nothing would answer it."""
    return tag("nav", _form(result, chosen), _boxes(), kind="bar", aria_label="Filters")


def _boxes() -> str:
    return (
        '<label class="check"><input type="checkbox" id="boxes" checked> '
        "Boxes on the pictures</label>"
    )


def _form(result: Result, chosen: Chosen) -> str:
    images = [image for image, _ in (*chosen.attention, *chosen.passing)]
    skus = sorted({image.sku for image in images if image.sku})
    roles = sorted({choice.role for image in images for choice in image.roles})
    inside = [
        _search("words", "Search", "name or SKU"),
        _select("rule", "Rule", _rules(result)),
        _select("outcome", "Outcome", {word: word for word in _outcomes(result)}),
        _select("role", "Role", {role: role for role in roles}) if len(roles) > 1 else "",
        _search("sku", "SKU", "", skus) if skus else "",
        '<button type="reset">Clear</button>',
        '<label class="check keys"><input type="checkbox" name="keys" checked> '
        "Keys: <kbd>j</kbd> <kbd>k</kbd> or <kbd>→</kbd> <kbd>←</kbd> next, previous · "
        "<kbd>/</kbd> search · <kbd>b</kbd> boxes</label>",
        f'<output name="shown" aria-live="polite">{chosen.count:,} shown</output>',
    ]
    return f'<form id="filters" role="search" hidden>{"".join(inside)}</form>'


def _rules(result: Result) -> Mapping[str, str]:
    """Rules that found something, by how often."""
    titles: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for finding in filter(needs_attention, result.each_finding()):
        counts[finding.full_id] += 1
        titles.setdefault(finding.full_id, finding.title)
    return {rule: f"{titles[rule]} ({count:,})" for rule, count in counts.most_common()}


def _outcomes(result: Result) -> Iterable[str]:
    found = {label(finding).word for finding in result.each_finding() if not finding.checklist}
    return (word for word in _OUTCOMES if word in found)


def _select(name: str, words: str, options: Mapping[str, str]) -> str:
    listed = [tag("option", "all", value=_ALL)]
    listed += [tag("option", escaped(text), value=value) for value, text in options.items()]
    return tag("label", tag("span", words), tag("select", *listed, name=name))


def _search(name: str, words: str, hint: str, known: Iterable[str] = ()) -> str:
    offered = "".join(tag("option", value=each) for each in known)
    listed = tag("datalist", offered, id=f"known-{name}") if offered else ""
    link = f' list="known-{name}"' if offered else ""
    box = f'<input type="search" name="{name}" placeholder="{hint}" autocomplete="off"{link}>'
    return tag("label", tag("span", words), box) + listed
