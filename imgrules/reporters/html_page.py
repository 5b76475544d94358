"""The page around the report: what a browser may do with it, style and script inside."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from imgrules.reporters.html_parts import escaped
from imgrules.reporters.html_style import report_css, report_script

_SKIP = '<a class="skip" href="#pictures">Skip to the pictures</a>'


def page(title: str, body: str) -> str:
    """Return the document. Its policy lets nothing in from outside and runs no script but its own.

    A file's name that got past escaping would still be inert: only what has these hashes runs.
    """
    css, script = report_css(), report_script()
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(css, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escaped(title)} · imgrules</title>
<link rel="icon" href="data:,">
<style>{css}</style>
</head>
<body>
{_SKIP}
{body}
<script>{script}</script>
</body>
</html>
"""


def _policy(css: str, script: str) -> str:
    return (
        f"default-src 'none'; img-src data:; style-src {_hash(css)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
