"""Finding checks and other parts by name: the built-in tables, then installed entry points.

Listing imports nothing. A plug-in is imported when a rulebook or a project first asks for it, so
a broken one harms only those who use it.
"""

from __future__ import annotations

import ast
import inspect
import os
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from imgrules.checks import CHECKS, FAMILIES
from imgrules.errors import PluginError
from imgrules.plugin_contract import check, processor

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Kind = Literal["check", "processor", "rulebook", "reporter"]
KINDS: tuple[Kind, ...] = ("check", "processor", "rulebook", "reporter")
RESTRICT = "IMGRULES_PLUGINS"
"""Vendor words that may load, separated by commas; ``none`` for no plug-in at all."""
BUILT_IN = "built in"
PROCESSORS: dict[str, str] = {
    "built-in": "imgrules_processors.builtin:BuiltIn",
    "local": "imgrules_processors.local:LocalSegmenter",
    "onnx": "imgrules_processors.onnx:OnnxSegmenter",
    "rembg": "imgrules_processors.rembg_:RembgSegmenter",
}
"""Every processor that is a class; those for remote services are files, see service_names."""
_HOME = "imgrules"
_PROFILES = "services/*.yaml"
_TABLES = {"check": CHECKS, "processor": PROCESSORS}


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """One name that something installed provides.

    ``status`` is ``ready``, or says why it cannot be used.
    """

    name: str
    kind: Kind
    origin: str
    version: str
    status: str


def load_check(name: str) -> Any:  # noqa: ANN401  (a Check; its type parameters differ per check)
    """Return the check of that name, the same instance every time. Raises PluginError."""
    return load("check", name)


def check_docstring(name: str) -> str:
    """Return the page of a check. A built-in one is read from its file, which is not imported."""
    if name not in CHECKS:
        return inspect.getdoc(type(load_check(name))) or ""
    module, _, kind = CHECKS[name].partition(":")
    spec = find_spec(module)
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    classes = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return next((ast.get_docstring(each) or "" for each in classes if each.name == kind), "")


def check_names() -> tuple[str, ...]:
    """Return every check name that may be used in a rulebook, sorted."""
    return tuple(sorted({*CHECKS, *names("check")}))


def processor_names() -> tuple[str, ...]:
    """Return every processor that needs no further file, sorted."""
    return tuple(sorted({*PROCESSORS, *service_names(), *names("processor")}))


@cache
def service_names() -> tuple[str, ...]:
    """Return the names of the remote services that imgrules has a profile of, sorted."""
    spec = find_spec("imgrules_processors")
    places = (spec.submodule_search_locations or ()) if spec else ()
    return tuple(sorted(path.stem for place in places for path in Path(place).glob(_PROFILES)))


def names(kind: Kind) -> tuple[str, ...]:
    """Return the names of a kind that third parties provide, sorted."""
    return tuple(sorted({point.name for point in _points(kind) if permitted(point.name)}))


@cache
def load(kind: Kind, name: str) -> object:
    """Import and return what ``name`` stands for: a check's instance, a processor's class."""
    own = _TABLES.get(kind, {}).get(name)
    point = None if own else find(kind, name)
    origin = _provider(point) if point else _HOME
    loaded = _import(point.value if point else str(own), name, origin)
    contract = {"check": check, "processor": processor}.get(kind)
    return contract(loaded, name, origin) if contract else loaded


def provenance(kind: Kind, name: str) -> str:
    """Return the package and version that provide a name; nothing for what is built in."""
    if name in _TABLES.get(kind, {}):
        return ""
    point = find(kind, name)
    return f"{_provider(point)} {_version(point)}"


def find(kind: Kind, name: str) -> EntryPoint:
    """Return the one entry point of that name without importing it. Raises PluginError."""
    found = [point for point in _points(kind) if point.name == name]
    if not found:
        raise PluginError(
            f"no installed plug-in provides the {kind} {name}",
            hint=f"install the package that provides it (its vendor is '{_vendor(name)}'); "
            "imgrules plugins lists what is installed",
        )
    if problem := _problem(kind, name, found):
        raise PluginError(problem, hint="uninstall or rename one, or see imgrules plugins")
    return found[0]


def rulebook_folder(name: str) -> Path:
    """Return the folder of a package that ships rulebooks; none of its code runs."""
    point = find("rulebook", name)
    top, *inner = point.value.split(".")
    spec = find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (folder := Path(place, *inner)).is_dir():
            return folder
    raise PluginError(
        f"the rulebooks {name} from {_provider(point)} cannot be found: no folder {point.value}",
        hint=f"reinstall or upgrade {_provider(point)}",
    )


def list_plugins(*, probe: bool = False) -> tuple[PluginInfo, ...]:
    """List what is built in and every installed plug-in; ``probe`` imports each to test it."""
    built_in: tuple[tuple[Kind, str], ...] = (
        *(("check", name) for name in sorted(CHECKS)),
        *(("processor", name) for name in sorted({*PROCESSORS, *service_names()})),
    )
    own = (_info(kind, name, BUILT_IN, _own_version(), probe=probe) for kind, name in built_in)
    others = (
        _info(kind, point.name, _provider(point), _version(point), probe=probe)
        for kind in KINDS
        for point in sorted(_points(kind), key=lambda point: (point.name, _provider(point)))
    )
    return (*own, *others)


def reset() -> None:
    """Forget what was found and loaded, for when the installed packages change."""
    load.cache_clear()
    _points.cache_clear()


@cache
def _points(kind: Kind) -> tuple[EntryPoint, ...]:
    from importlib.metadata import entry_points

    # One distribution seen twice (a checkout and its installed copy) is still one provider.
    found = {
        (point.name, point.value, _provider(point)): point
        for point in entry_points(group=f"imgrules.{kind}s")
    }
    return tuple(found.values())


def _info(kind: Kind, name: str, origin: str, release: str, *, probe: bool) -> PluginInfo:
    status = "ready"
    if origin != BUILT_IN:
        points = [point for point in _points(kind) if point.name == name]
        status = _problem(kind, name, points) or status
    profile = origin == BUILT_IN and kind == "processor" and name not in PROCESSORS
    if probe and status == "ready" and not profile:  # a profile is data: nothing to import
        try:
            _ = rulebook_folder(name) if kind == "rulebook" else load(kind, name)
        except PluginError as problem:
            status = f"broken: {problem.message}"
    return PluginInfo(name, kind, origin, release, status)


def _problem(kind: Kind, name: str, points: list[EntryPoint]) -> str | None:
    """Say why a name cannot be used, before anything is imported."""
    providers = sorted({_provider(point) for point in points})
    if len(points) > 1:
        return f"the {kind} {name} is provided twice: by {' and by '.join(providers)}"
    if not permitted(name):
        return f"{RESTRICT} does not permit '{_vendor(name)}'"
    if kind in ("check", "processor") and "." not in name:
        return f"{name} from {providers[0]} lacks a vendor word, as in vendor.{name}"
    if kind in ("check", "processor") and _vendor(name) in {*FAMILIES, "canvas", "size", _HOME}:
        return f"{name} from {providers[0]} begins with '{_vendor(name)}', which is built in"
    return None


def permitted(name: str) -> bool:
    """Whether the environment lets plug-ins of that vendor load."""
    allowed = os.environ.get(RESTRICT)
    if allowed is None:
        return True
    return _vendor(name) in {word.strip() for word in allowed.split(",")} - {"none"}


def _import(target: str, name: str, origin: str) -> object:
    module, _, attribute = target.partition(":")
    try:
        loaded: object = import_module(module)
        for step in filter(None, attribute.split(".")):
            loaded = getattr(loaded, step)
    except Exception as problem:  # a plug-in may raise anything while it is imported
        raise PluginError(
            f"{name} from {origin} cannot be loaded: {type(problem).__name__}: {problem}",
            hint=f"reinstall or upgrade {origin}, or remove what uses {name}",
        ) from problem
    return loaded


def _vendor(name: str) -> str:
    return name.replace("/", ".").partition(".")[0]


def _provider(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown package"


def _own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(_HOME)
    except PackageNotFoundError:
        return "not installed"


def _version(point: EntryPoint) -> str:
    return point.dist.version if point.dist else ""
