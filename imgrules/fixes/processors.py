"""Making the processors that a project's settings name, each with its own options."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from imgrules import plugins
from imgrules.config import Settings
from imgrules.errors import ImgrulesError, PluginError, UsageError
from imgrules.ext import OPERATIONS
from imgrules.fixes.services import bundled_profiles, load_profile
from imgrules.processor import Processor
from imgrules.rulebook.names import suggest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

BUILT_IN = "built-in"
_PATHS = {"onnx": ("model",)}
"""Options that are paths: relative to the file they stand in."""
_INSTEAD = {"background.whiten": "background.replace"}
"""Where one operation cannot be done, another that serves the same end."""


def make_processors(settings: Settings) -> dict[str, Processor]:
    """Make every processor that the settings name, and the built-in one, by name.

    Raises UsageError for a name nobody bears, for options it does not know, and where a processor
    does not do what it is named for; PluginError where one is missing or broken; RulebookError
    where a service's profile is.
    """
    services = _services(settings)
    _refuse_unknown(settings, {*plugins.processor_names(), *services})
    made = {name: _make(name, settings, services) for name in _named(settings)}
    for operation, name, place in _choices(settings):
        done = made[name].operations
        if operation not in done and _INSTEAD.get(operation) not in done:
            raise _fault(place, f"{name} does not do {operation}", f"it does {', '.join(done)}")
    return made


def _named(settings: Settings) -> dict[str, None]:
    asked = (name for operation in OPERATIONS for name in settings.fix.processors_for(operation))
    return dict.fromkeys((BUILT_IN, *asked))


def _choices(settings: Settings) -> Iterator[tuple[str, str, str | None]]:
    """Yield operation, processor and place of each choice the file makes."""
    for operation, names in settings.fix.processors.items():
        for at, name in enumerate(names):
            yield operation, name, settings.where("fix", "processors", operation, at)


def _services(settings: Settings) -> dict[str, Path]:
    """Return the profiles that may be named: those shipped and those of the project."""
    found = bundled_profiles()
    for at, path in enumerate(settings.services):
        name = load_profile(path).name
        if name in found or name in plugins.processor_names():
            place = settings.where("fix", "services", at)
            raise _fault(place, f"{path} calls itself {name}, which is taken", "rename it")
        found[name] = path
    return found


def _refuse_unknown(settings: Settings, known: set[str]) -> None:
    named = [(name, place) for _, name, place in _choices(settings)]
    named += [(name, settings.where("fix", "options", name)) for name in settings.fix.options]
    for name, place in named:
        # A name with a dot is a plug-in's: what is wrong with it is said when it is loaded.
        if name not in known and "." not in name:
            hint = suggest(name, known, what="processors")
            raise _fault(place, f"no processor is called {name}", hint)


def _make(name: str, settings: Settings, services: Mapping[str, Path]) -> Processor:
    if name in services:
        return _service(name, settings, services[name])
    made = cast("Any", plugins.load("processor", name))
    options = _options(name, made.Options, settings)
    try:
        return cast("Processor", made(options))
    except ImgrulesError:
        raise
    except Exception as problem:  # the constructor is the plug-in's own code
        raise PluginError(
            f"the processor {name} cannot be made: {type(problem).__name__}: {problem}",
            hint="upgrade the package it comes from, or use another processor",
        ) from problem


def _service(name: str, settings: Settings, path: Path) -> Processor:
    from imgrules_processors.http.service import Service

    options = _options(name, Service.Options, settings)
    try:
        return Service(load_profile(path), options)
    except ValueError as problem:  # options that contradict the profile
        raise _fault(settings.where("fix", "options", name), str(problem)) from problem


def _options(name: str, model: type[BaseModel], settings: Settings) -> Any:  # noqa: ANN401  (its own)
    from pydantic import ValidationError

    given = dict(settings.fix.options.get(name, {}))
    folder = settings.path.parent if settings.path else Path()
    for key in _PATHS.get(name, ()):
        if isinstance(value := given.get(key), str):
            given[key] = str(folder / Path(value).expanduser())
    try:
        # By way of JSON: strict validation then takes a list for a tuple.
        return model.model_validate_json(json.dumps(given))
    except ValidationError as problem:
        raise _misfit(name, model, settings, problem) from problem


def _misfit(
    name: str, model: type[BaseModel], settings: Settings, problem: ValidationError
) -> UsageError:
    """Tell every fault of a processor's options at once."""
    faults = [
        _fault(settings.where("fix", "options", name, *error["loc"]), *_said(name, model, error))
        for error in problem.errors()
    ]
    if len(faults) == 1:
        return faults[0]
    lines = (f"{each.message} ({each.hint})" if each.hint else each.message for each in faults)
    return UsageError("\n".join(lines))


def _said(name: str, model: type[BaseModel], error: ErrorDetails) -> tuple[str, str | None]:
    key = ".".join(str(step) for step in error["loc"]) or name
    if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
        return f"{name} has no option {key}", suggest(key, model.model_fields, what="its options")
    if error["type"] == "missing":
        hint = f"write it in imgrules.yaml: fix: options: {name}: {{{key}: …}}"
        return f"{name} needs the option {key}", hint
    return f"{key}: {error['msg']}, not {error['input']!r}", None


def _fault(place: str | None, message: str, hint: str | None = None) -> UsageError:
    return UsageError(f"{place}: {message}" if place else message, hint=hint)
