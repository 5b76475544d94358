"""The text of a new rulebook: a starting point that explains itself and judges at once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath

from imgrules.errors import UsageError
from imgrules.rulebook import shelf
from imgrules.rulebook.spellings import BOOK, EDITION

BASE = "base/web-photo"


def scaffold(name: str, edition: str, *, extends: str | None = None) -> str:
    """Return a commented rulebook. It builds on ``extends``, or on the newest base rulebook."""
    _refuse_malformed(name, edition)
    parent = extends or f"{BASE}@{shelf.find(BASE).editions[-1].id}"
    depth = "../" * len(PurePosixPath(name).parts)
    return _TEXT.format(name=name, edition=edition, parent=parent, depth=depth)


def _refuse_malformed(name: str, edition: str) -> None:
    if not re.match(BOOK, name):
        raise UsageError(
            f"{name} cannot name a rulebook",
            hint="use small letters, digits and single hyphens, as in acme or clients/acme",
        )
    try:
        valid = bool(re.match(EDITION, edition) and date.fromisoformat(edition[:10]))
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(f"{edition} is no edition", hint="write a day, as in 2026-07-22")


_TEXT = """\
# yaml-language-server: $schema={depth}_schema/rulebook.v1.json
#
# Image rules of {name}. Edit this file, then:
#   imgrules rules lint FILE          what is wrong with it
#   imgrules check PICTURES -r FILE   what it says about pictures
# Write texts with a colon, and everything that looks like a ratio or a date, in quotes: "1:1".
schema: 1
rulebook: {name}
edition: "{edition}"              # in force from this day; the file is named after it
title: Image rules of {name}

# Everything below comes on top of this. A rule of the same id changes what it states and keeps
# the rest; a rule that does not apply is switched off with a reason:
#   disable: {{some-rule: "reason"}}
extends: [{parent}]

sources:
  own-guide:
    title: Image guide of {name}
    url: ""
    retrieved: "{edition}"

# Which picture is which, by file name; the first match wins. (?P<sku>...) groups one product's
# pictures. What no pattern matches gets the role in `unmatched`; write `error` to refuse it.
# roles:
#   - {{role: main, pattern: '^(?P<sku>[^_]+)_main'}}
unmatched: main

# Words that `when` may use, and --category and --region on the command line:
# categories: [clothing, shoes]
# regions: [uk, de]

rules:
  - id: longest-side
    title: Longest side at least 1000 px
    # applies_to: [main]               # left out: pictures of every role
    # when: {{category: [clothing]}}     # left out: always
    check: dimensions.long_edge
    params: {{min_px: 1000}}
    severity: error                    # error | warning | info
    basis: judgement                   # official | third-party | judgement
    source: {{ref: own-guide, clause: "Size"}}
    remedy: Send the original photo, not a reduced copy.

  - id: product-as-sold
    title: The picture shows the product as it is sold
    severity: error
    decides: human                     # no check: a line of the checklist
    basis: judgement
    source: {{ref: own-guide, clause: "Content"}}
    remedy: Show what the buyer receives, without props.
"""
