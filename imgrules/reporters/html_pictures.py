"""Pictures on the page: those of which something is to be said, and those that pass."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence

from imgrules.model import Finding, ImageResult, Outcome, Status
from imgrules.reporters import Thumbnail
from imgrules.reporters.groups import alike, parted
from imgrules.reporters.html_anchors import Anchors
from imgrules.reporters.html_boxes import Marked, blank, overlay
from imgrules.reporters.html_chosen import Chosen, Shown
from imgrules.reporters.html_finding import Group, finding_item, passed_list, unjudged_item
from imgrules.reporters.html_parts import counted, escaped, tag
from imgrules.reporters.html_words import VERDICTS, roles, size
from imgrules.reporters.labels import label, needs_attention

_HIGHEST = 560
_LEAST = 240
"""Picture shown at least this wide or high: boxes on a stamp cannot be seen."""
_BLANK = 480


def attention_section(chosen: Chosen, anchors: Anchors) -> str:
    """Return the pictures of which something is to be said, the worst first."""
    if not chosen.attention:
        return ""
    title = tag("h2", "Pictures with findings")
    articles = [_article(image, small, anchors) for image, small in chosen.attention]
    return tag("section", title, *articles, kind="attention")


def passing_section(chosen: Chosen, anchors: Anchors) -> str:
    """Return the pictures that pass, folded away."""
    if not chosen.passing:
        return ""
    many = len(chosen.passing) > 1
    words = f"{counted(len(chosen.passing), 'picture')} pass{'' if many else 'es'}"
    cards = [_card(shown, anchors) for shown in chosen.passing]
    fold = tag("details", tag("summary", words), tag("div", *cards, kind="cards"))
    return tag("section", tag("h2", "Pictures that pass"), fold, kind="passing")


def _article(image: ImageResult, small: Thumbnail | None, anchors: Anchors) -> str:
    said = [finding for finding in image.findings if needs_attention(finding)]
    judged, unjudged = parted(said)
    groups = _numbered(same for group in alike(judged) for same in _by_suppression(group))
    listed = [finding_item(group, image, anchors) for group in groups]
    listed += [unjudged_item(note, group, image, anchors) for note, group in unjudged.items()]
    marked = [
        Marked(group.number, label(group.head).word, group.head.title, group.head.regions)
        for group in groups
        if group.number
    ]
    inside = tag("ol", *listed, kind="findings") + passed_list(_passed(image))
    sides = tag("div", _figure(image, small, marked), tag("div", inside), kind="sides")
    return _entry(image, _top(image) + sides, anchors)


def _card(shown: Shown, anchors: Anchors) -> str:
    image, small = shown
    name = tag("h3", escaped(image.path))
    about = tag("p", escaped(_about(image)), kind="soft")
    return _entry(
        image, _figure(image, small, ()) + name + about + passed_list(_passed(image)), anchors
    )


def _entry(image: ImageResult, inside: str, anchors: Anchors) -> str:
    text = " ".join((image.path, image.sku or "", *image.extra.values()))
    return tag(
        "article", inside, kind=f"entry v-{image.verdict}", id=anchors.picture(image.path),
        tabindex="-1", data_verdict=image.verdict.value, data_sku=image.sku or "",
        data_roles=" ".join(dict.fromkeys(choice.role for choice in image.roles)),
        data_text=text.lower(),
    )  # fmt: skip


def _top(image: ImageResult) -> str:
    verdict = tag("span", escaped(VERDICTS[image.verdict]), kind="verdict")
    about = tag("span", escaped(_about(image)), kind="soft")
    return tag("div", tag("h3", escaped(image.path)), verdict, about, kind="top")


def _about(image: ImageResult) -> str:
    sku = f"SKU {image.sku}" if image.sku else ""
    extra = (f"{name} {text}" for name, text in image.extra.items() if text)
    return " · ".join(filter(None, (roles(image), sku, size(image), *extra))) or "not readable"


def _figure(image: ImageResult, small: Thumbnail | None, marked: Sequence[Marked]) -> str:
    caption = ""
    if small is not None and small.jpeg:
        base = _picture(image, small)
    else:
        base = blank(image, _BLANK if any(mark.regions for mark in marked) else _LEAST)
        why = small.why_not if small is not None else ""
        caption = tag("figcaption", escaped(f"Not shown: {why}" if why else "Not shown"))
    shot = tag("div", base, overlay(image, marked), kind="shot")
    return tag("figure", shot, caption)


def _picture(image: ImageResult, small: Thumbnail) -> str:
    factor = max(1.0, _LEAST / max(small.width, small.height, 1))
    factor = min(factor, _HIGHEST / max(small.height, 1))
    width, height = (max(1, round(side * factor)) for side in (small.width, small.height))
    # No loading="lazy": it would be missing on paper. The style keeps browsers from decoding early.
    data = b64encode(small.jpeg).decode("ascii")
    return (
        f'<img src="data:image/jpeg;base64,{data}" width="{width}" height="{height}" '
        f'alt="{escaped(image.path)}" decoding="async">'
    )


def _numbered(groups: Iterable[Sequence[Finding]]) -> list[Group]:
    """Give numbers to the findings that point at a place, as their boxes are."""
    made: list[Group] = []
    number = 0
    for group in groups:
        number += bool(group[0].regions)
        made.append(Group(tuple(group), number if group[0].regions else None))
    return made


def _by_suppression(group: Sequence[Finding]) -> list[list[Finding]]:
    """Part findings that say the same and were set aside for different reasons."""
    if group[0].status is Status.ACTIVE:
        return [list(group)]
    parts: dict[object, list[Finding]] = {}
    for finding in group:
        parts.setdefault(finding.suppression, []).append(finding)
    return list(parts.values())


def _passed(image: ImageResult) -> list[Group]:
    kept = [finding for finding in image.findings if finding.outcome is Outcome.PASS]
    return [Group(tuple(group)) for group in alike(kept)]
