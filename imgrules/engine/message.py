"""Filling a rule's message with what was measured."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Any

from imgrules.errors import RulebookError


class _PlainFormatter(string.Formatter):
    """``str.format`` without attribute or index access: a rulebook must not reach into objects."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ANN401
        if field_name not in kwargs:
            raise KeyError(field_name)
        return kwargs[field_name], field_name


def render(template: str, values: Mapping[str, object]) -> str:
    """Fill ``{name}`` and ``{name:.1%}`` from the values.

    Raises RulebookError when the template names something that was not measured.
    """
    try:
        return _PlainFormatter().vformat(template, (), values)
    except KeyError as missing:
        known = ", ".join(sorted(values))
        message = f"message {template!r} uses {missing.args[0]!r}, which is not measured"
        raise RulebookError(message, hint=f"measured here: {known}") from missing
    except (ValueError, TypeError) as problem:
        raise RulebookError(f"message {template!r} cannot be filled: {problem}") from problem
