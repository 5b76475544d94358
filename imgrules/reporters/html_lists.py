"""Lists around the pictures: by rule, by product, for a person, and what the page leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from imgrules.model import Finding, Result
from imgrules.reporters.html_anchors import Anchors
from imgrules.reporters.html_chosen import Chosen
from imgrules.reporters.html_parts import counted, escaped, link, tag
from imgrules.reporters.labels import Label, label, needs_attention

Key = tuple[Label, str]
_FEW = 6
"""Rules listed at once; the rest is folded away, so that the pictures are not far."""


def rules(result: Result, anchors: Anchors) -> str:
    """Return a table of the rules that found something, the gravest and most frequent first."""
    counts: Counter[Key] = Counter()
    heads: dict[Key, Finding] = {}
    for finding in filter(needs_attention, result.each_finding()):
        key = label(finding), finding.full_id
        counts[key] += 1
        heads.setdefault(key, finding)
    if not counts:
        return ""
    ordered = sorted(heads, key=lambda key: (key[0].rank, -counts[key], key[1]))
    rows = [_rule(key, heads[key], counts[key], anchors) for key in ordered]
    title = tag("h2", "What was found, by rule")
    return tag("section", title, _table(rows[:_FEW]), _folded(rows[_FEW:]), kind="rules")


def _table(rows: list[str]) -> str:
    head = tag("tr", *(tag("th", name, scope="col") for name in ("", "rule", "times", "source")))
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _folded(rows: list[str]) -> str:
    if not rows:
        return ""
    return tag("details", tag("summary", counted(len(rows), "more rule")), _table(rows))


def _rule(key: Key, finding: Finding, count: int, anchors: Anchors) -> str:
    shown, rule = key
    first = anchors.first.get(rule)
    title = escaped(finding.title)
    if first:
        title = tag("a", title, href=f"#{first}", data_only=rule, data_outcome=shown.word)
    source = finding.source
    clause = "" if source is None else link(source.url, source.clause or source.title)
    cells = (
        tag("td", tag("span", escaped(shown.word), kind="badge")),
        tag("td", title, " ", tag("code", escaped(rule), kind="soft")),
        tag("td", f"{count:,}", kind="number"),
        tag("td", clause, kind="soft"),
    )
    return tag("tr", *cells, kind=f"k-{shown.word}")


def checklist(result: Result) -> str:
    """Return what only a person can confirm, each point once."""
    counts: Counter[str] = Counter()
    first: dict[str, Finding] = {}
    for finding in result.each_finding():
        if finding.checklist:
            counts[finding.full_id] += 1
            first.setdefault(finding.full_id, finding)
    if not first:
        return ""
    total = len(result.images)
    points = [tag("li", *_point(first[rule], counts[rule], total)) for rule in first]
    title = tag("h2", "A person still has to confirm")
    return tag("section", title, tag("ul", *points), kind="checklist")


def _point(finding: Finding, count: int, total: int) -> Iterator[str]:
    concerned = "all pictures" if count == total > 1 else counted(count, "picture")
    yield tag("b", escaped(finding.title))
    yield " " + tag("span", escaped(f"· {concerned} · {finding.full_id}"), kind="soft")
    if finding.remedy:
        yield tag("div", f"→ {escaped(finding.remedy)}")
    if finding.source is not None:
        clause = f", {finding.source.clause}" if finding.source.clause else ""
        text = f"{finding.source.title}{clause}"
        yield tag("div", link(finding.source.url, text), kind="source")


def left_out_note(chosen: Chosen) -> str:
    """Say how many pictures the page leaves out, which, and how to see them."""
    if not chosen.left_out:
        return ""
    said = (
        f"{chosen.total:,} pictures were judged and counted; this page shows the {chosen.count:,} "
        f"worst and leaves out {chosen.left_out:,}. For all of them in one (large) page use "
    )
    how = tag("code", "--html-max 0")
    return tag("p", escaped(said) + " " + how + ".", kind="banner warn left-out")
