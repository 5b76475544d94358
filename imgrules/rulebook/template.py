"""The sentence a rule says when it fails: a template with named places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter

from imgrules.rulebook.names import nearest

_HUGE = re.compile(r"[0-9]{3}")
"""A width or precision no sentence needs; writing it out would only fill the memory."""
_SAMPLES: tuple[object, ...] = (1, 0.5, "text", True)
"""One of each kind of value a measurement may hold."""


def template_problems(template: str, params: Mapping[str, object]) -> Iterator[str]:
    """Yield what would keep the sentence from being said, as far as the rule itself can tell.

    Which values a check measures is known only when it measures; a name that is nearly a
    parameter's is taken for a slip of the pen.
    """
    try:
        fields = list(Formatter().parse(template))
    except ValueError as problem:
        yield f"the message is no template: {problem}"
        return
    for _, name, spec, conversion in fields:
        if name is not None:
            yield from _field_problems(name, spec or "", conversion, params)


def _field_problems(
    name: str, spec: str, conversion: str | None, params: Mapping[str, object]
) -> Iterator[str]:
    shown = f"{{{name}}}"
    near = nearest(name, params, cutoff=0.8)
    if not name.isidentifier() or conversion:
        yield f"{shown} in the message must be the plain name of a value"
    elif name not in params and near:
        yield f"{shown} in the message: did you mean {{{near}}}?"
    elif not _formats(spec, [params[name]] if params.get(name) is not None else _SAMPLES):
        yield f"{shown} in the message cannot be written as {spec}"


def _formats(spec: str, values: tuple[object, ...] | list[object]) -> bool:
    if _HUGE.search(spec):
        return False
    for value in values:
        try:
            format(value, spec)
        except (ValueError, TypeError):
            continue
        return True
    return False
