"""Writing HTML: everything that comes from outside goes through ``escaped``."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from imgrules.reporters.ink import prose, safe


def escaped(text: str) -> str:
    """Return text for between tags or inside quotes; nothing in it commands or hides."""
    return escape(safe(prose(text)), quote=True)


def tag(name: str, /, *inside: str, kind: str = "", **attributes: str) -> str:
    """Return an element; ``inside`` is HTML already, attributes are escaped here.

    ``kind`` is its class; an underscore in an attribute's name stands for a hyphen.
    """
    named = {"class": kind, **attributes} if kind else attributes
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(text)}"' for key, text in named.items()
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>"


def items(texts: Iterable[str]) -> str:
    """Return a list of texts, or the text where there is one."""
    texts = [escaped(text) for text in texts]
    if len(texts) == 1:
        return texts[0]
    return tag("ul", *(tag("li", text) for text in texts))


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of names with their values (HTML); names without a value are left out."""
    rows = [tag("dt", escaped(name)) + tag("dd", value) for name, value in pairs if value]
    return tag("dl", *rows) if rows else ""


def link(url: str, text: str) -> str:
    """Return a link that opens on its own; the bare text where the address is not for the web."""
    if not url.startswith(("https://", "http://")):
        return escaped(text)
    return tag("a", escaped(text), href=url, rel="noopener noreferrer", target="_blank")


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number and its noun: ``1 picture``, ``2 pictures``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
