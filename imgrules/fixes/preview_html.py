"""Writing HTML: everything that comes from outside goes through ``escaped``."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from imgrules.reporters.ink import prose, safe


def escaped(text: str) -> str:
    """Return text for between tags or inside quotes; nothing in it commands or hides."""
    return escape(safe(prose(text)), quote=True)


def tag(name: str, *inside: str, kind: str = "") -> str:
    """Return an element; ``inside`` is HTML already."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<{name}{attribute}>{''.join(inside)}</{name}>"


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
