"""How names and days are written in rulebooks, as regular expressions."""

from __future__ import annotations

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
BOOK = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
EDITION = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[1-9][0-9]?)?$"
SPEC = rf"{BOOK[:-1]}(@{EDITION[1:-1]})?$"
CHECK = r"^[a-z0-9]+([_-][a-z0-9]+)*(\.[a-z0-9]+([_-][a-z0-9]+)*)+$"
