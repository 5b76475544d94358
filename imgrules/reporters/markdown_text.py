"""Text that Markdown shows as it is: no markup, no mention of a person, no link of its own."""

from __future__ import annotations

import re
from urllib.parse import quote

from imgrules.document import speakable
from imgrules.reporters.ink import prose, safe

_SPECIAL = re.compile(r"[\\`*_\[\]<>#!|~&@$]|:(?=[/\w])|^\s*[-+=:]|(?<=^\d)[.)](?=\s)")
_JOINED = re.compile(r"&#(?:64|35|58);")
"""At sign, hash and colon make mentions, references to issues and links out of what follows."""
_URL_SAFE = ":/?#[]@!$&'*+,;=%~-._"


def words(text: str) -> str:
    """Return prose for a cell or a line."""
    return _escaped(prose(text))


def code(text: str) -> str:
    """Return a name, such as a file's, in code letters; hosts link nothing inside them."""
    return f"<code>{_escaped(text)}</code>"


def link(text: str, url: str) -> str:
    """Return a link; the text alone where there is no address on the web."""
    if not url.startswith(("https://", "http://")):
        return words(text)
    return f"[{words(text)}]({quote(speakable(url), safe=_URL_SAFE)})"


def row(*cells: str) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    entities = _SPECIAL.sub(lambda found: f"&#{ord(found[0][-1])};", safe(text))
    # A comment keeps hosts from taking what follows for a name, a number or an address.
    apart = _JOINED.sub(lambda found: f"{found[0]}<!-- -->", entities)
    return apart.replace("www.", "www<!-- -->.")
