"""Reading pages as a browser would, and pictures to put on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

from PIL import Image, ImageDraw

from imgrules.images.thumbnail import Thumbnail
from imgrules.reporters import Wanted

HOSTILE = (
    "a\n\x1b[2J\u202egpj.\udce9\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;.jpg"
)
VOID = {"img", "input", "link", "meta", "br"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def every(self, name: str) -> Iterator[Element]:
        for child in self.inside:
            if child.name == name:
                yield child
            yield from child.every(name)

    def all_text(self) -> str:
        return self.text + " ".join(child.all_text() for child in self.inside)


class Page(HTMLParser):
    """A parsed page; fails on tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self._open[-1].text += data

    def every(self, name: str, kind: str = "") -> list[Element]:
        found = self.root.every(name)
        return [
            each for each in found if not kind or kind in each.attributes.get("class", "").split()
        ]


class Drawn:
    """Thumbnails drawn on the spot; what was asked for is kept."""

    def __init__(self) -> None:
        self.wanted: list[Wanted] = []

    def thumbnails(self, wanted: Iterable[Wanted]) -> Iterator[Thumbnail]:
        for each in wanted:
            self.wanted.append(each)
            yield drawn(each.side)


def drawn(side: int) -> Thumbnail:
    picture = Image.new("RGB", (side, side), "white")
    ImageDraw.Draw(picture).ellipse((side // 4, side // 4, side * 3 // 4, side * 3 // 4), "#8a2f2f")
    file = BytesIO()
    picture.save(file, "jpeg")
    return Thumbnail(file.getvalue(), side, side)
