"""What was found on the pictures of a product together: each rule once, its SKUs in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imgrules.model import Finding, Result, SetResult
from imgrules.reporters.html_anchors import Anchors, picture_address
from imgrules.reporters.html_finding import FindingParts, finding_parts
from imgrules.reporters.html_parts import counted, escaped, tag
from imgrules.reporters.html_suppressed import status_words
from imgrules.reporters.labels import label, needs_attention

_MEMBERS = 12
"""Pictures of one product named before the rest is only counted."""
_COLUMNS = ("SKU", "measured", "pictures")

Found = tuple[SetResult, Finding]


def products(result: Result, anchors: Anchors, *, most: int) -> str:
    """Return the section; at most ``most`` products a rule, 0 for all."""
    groups = sorted(_groups(result), key=lambda group: label(group[0][1]).rank)
    if not groups:
        return ""
    shown = [_article(group, group[: most or len(group)], anchors) for group in groups]
    title = tag("h2", "Products: the pictures of one SKU together")
    return tag("section", title, *shown, kind="products")


def _groups(result: Result) -> list[list[Found]]:
    found: dict[object, list[Found]] = {}
    for group in result.sets:
        for each in filter(needs_attention, group.findings):
            key = (each.full_id, label(each), each.required, each.suppression)
            found.setdefault(key, []).append((group, each))
    return list(found.values())


def _article(found: Sequence[Found], shown: Sequence[Found], anchors: Anchors) -> str:
    head = found[0][1]
    parts: FindingParts = finding_parts(head)
    rows = [_row(group, finding, anchors) for group, finding in shown]
    table = tag("table", tag("thead", tag("tr", *_heads())), tag("tbody", *rows))
    left = len(found) - len(shown)
    more = tag("p", f"and {counted(left, 'more product')}", kind="soft") if left else ""
    inside = [parts.title, parts.evidence, parts.sources, tag("div", table, kind="scroll"), more]
    return tag("article", *inside, kind=f"together k-{label(head).word}")


def _heads() -> Iterator[str]:
    yield from (tag("th", name, scope="col") for name in _COLUMNS)


def _row(group: SetResult, finding: Finding, anchors: Anchors) -> str:
    said = " · ".join(filter(None, (finding.measured, finding.note, status_words(finding))))
    found = {"data_rules": finding.full_id, "data_outcome": label(finding).word}
    cells = (
        tag("th", escaped(group.sku), scope="row"),
        tag("td", escaped(said), **found),
        tag("td", ", ".join(_members(group, anchors)), kind="soft"),
    )
    text = f"{group.sku} {' '.join(group.members)}".lower()
    return tag("tr", *cells, kind="entry", id=anchors.finding(group, finding),
               data_sku=group.sku, data_text=text, data_roles="", data_verdict="")  # fmt: skip


def _members(group: SetResult, anchors: Anchors) -> Iterator[str]:
    for path in group.members[:_MEMBERS]:
        shown = path in anchors.pictures
        yield tag("a", escaped(path), href=f"#{picture_address(path)}") if shown else escaped(path)
    left = len(group.members) - _MEMBERS
    if left > 0:
        yield f"and {left:,} more"
