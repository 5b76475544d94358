"""Whether what an entry point leads to is the check or the processor that it promises."""

from __future__ import annotations

from typing import Any, cast

from imgrules.errors import PluginError


def check(loaded: object, name: str, origin: str) -> object:
    """Make the instance and hold it against the contract. Raises PluginError."""
    wanted = {"api", "name", "version", "needs", "Options", "Params", "measure", "judge"}
    if wrong := _breach(loaded, name, wanted):
        raise PluginError(f"the check {name} from {origin} {wrong}", hint=f"upgrade {origin}")
    return _make(loaded, name, origin)


def processor(loaded: object, name: str, origin: str) -> object:
    """Hold a processor's class against the contract; it is made later, with its options.

    Raises PluginError.
    """
    from imgrules.ext import OPERATIONS, Options

    wanted = {"api", "name", "version", "operations", "Options", "offer", "run"}
    wrong = _breach(loaded, name, wanted)
    stated = cast("Any", loaded)
    if not wrong and not isinstance(loaded, type):
        wrong = "is no class"
    elif not wrong and not _derives(stated.Options, Options):
        wrong = "has Options that do not derive from imgrules.ext.Options"
    elif not wrong and (unknown := sorted({*stated.operations} - {*OPERATIONS})):
        wrong = f"does {', '.join(unknown)}, which is no operation"
    if wrong:
        raise PluginError(f"the processor {name} from {origin} {wrong}", hint=f"upgrade {origin}")
    return loaded


def _derives(given: object, base: type) -> bool:
    return isinstance(given, type) and issubclass(given, base)


def _breach(loaded: object, name: str, wanted: set[str]) -> str:
    """Say in which way something is not what its entry point promises; empty where it is."""
    from imgrules.ext import API

    missing = sorted(attribute for attribute in wanted if not hasattr(loaded, attribute))
    stated = cast("Any", loaded)
    if missing:
        return f"lacks {', '.join(missing)}"
    if stated.api != API:
        return f"is made for plug-in interface {stated.api}, this is {API}"
    return f"calls itself {stated.name}" if stated.name != name else ""


def _make(factory: Any, name: str, origin: str) -> object:  # noqa: ANN401  (anything callable)
    try:
        made: object = factory()
    except Exception as problem:  # the constructor is the plug-in's own code
        raise PluginError(
            f"the check {name} from {origin} cannot be made: {type(problem).__name__}: {problem}",
            hint=f"upgrade {origin}",
        ) from problem
    return made
