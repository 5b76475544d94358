"""The page about a rule: what it requires, whose word that is, how it is measured, its past."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules import plugins
from imgrules.cli.explanation.check_page import paragraphs
from imgrules.model import Basis, Decides
from imgrules.reporters.ink import Ink, prose
from imgrules.rulebook.history import Version, history
from imgrules.rulebook.kept import Kept
from imgrules.rulebook.model import Rule, Rulebook

_LABEL = 12

_DECIDES = {
    Decides.MACHINE: "the measurement",
    Decides.ASSIST: "a person; the measurement points out where to look",
    Decides.HUMAN: "a person; nothing is measured",
}
_BASIS = {
    Basis.OFFICIAL: "the marketplace's own text",
    Basis.THIRD_PARTY: "others report it; the marketplace does not say it where we could read it",
    Basis.JUDGEMENT: "our own reading",
}


def rule_page(book: Rulebook, rule: Rule, ink: Ink, kept: Kept | None = None) -> str:
    """Return everything about one rule."""
    lines = [ink.paint(ink.plain(rule.title), "bold")]
    for name, text in _facts(book, rule):
        lines += _row(name, text, ink) if text else []
    versions = history(book, rule.id, kept)
    for at, version in enumerate(versions):
        new = at == 0 or not versions[at - 1].present
        lines += _row("" if at else "editions", _version(version, new=new), ink)
    if rule.check:
        lines += ["", ink.paint(f"How it is measured: {rule.check}", "bold")]
        lines += paragraphs(plugins.check_docstring(rule.check), ink, indent=2)
    return "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"


def _row(name: str, text: str, ink: Ink) -> list[str]:
    return ink.block(prose(text), indent=_LABEL, first=ink.paint(f"{name:<{_LABEL}}", "dim"))


def _facts(book: Rulebook, rule: Rule) -> Iterator[tuple[str, str]]:
    yield "rule", f"{book.name}/{rule.id}, edition {book.edition}"
    yield "severity", rule.severity.value
    yield "pictures", ", ".join(rule.applies_to) or "all roles"
    yield "only for", "; ".join(_conditions(rule))
    yield "limits", ", ".join(f"{name} {value}" for name, value in rule.params_given.items())
    yield "decided by", _DECIDES[rule.decides]
    yield "counts from", rule.enforce_from.isoformat() if rule.enforce_from else ""
    yield "what to do", rule.remedy
    yield "repaired by", rule.fix.operation if rule.fix else ""
    yield "basis", _BASIS[rule.basis]
    yield "source", ", ".join(part for part in (rule.source.title, rule.source.clause) if part)
    yield "", f"“{rule.source.quote}”" if rule.source.quote else ""
    yield "", rule.source.url
    yield "", f"read on {rule.source.retrieved}" if rule.source.retrieved else ""
    yield "written at", rule.origin.get("", "")


def _conditions(rule: Rule) -> Iterator[str]:
    when = rule.when
    for kind, wanted, barred in (
        ("category", when.category, when.not_category),
        ("region", when.region, when.not_region),
        ("channel", when.channel, when.not_channel),
    ):
        if wanted:
            yield f"{kind} {', '.join(wanted)}"
        if barred:
            yield f"any {kind} but {', '.join(barred)}"


def _version(version: Version, *, new: bool) -> str:
    if not version.present:
        return f"{version.edition}: not there"
    same = "there" if new else "unchanged"
    return f"{version.edition}: {'; '.join(version.changed) or same}"
