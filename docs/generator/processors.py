"""One page a processor: those that are classes from their docstrings; services from their YAML."""

from __future__ import annotations

import inspect
from typing import Any, cast

from docs.generator import services
from docs.generator.fields import fields_table
from docs.generator.markdown import NOTICE, bold, code, table
from imgrules import plugins
from imgrules.fixes.services import bundled_profiles, load_profile

HEADINGS = ("What it does", "How", "Limits")


def pages() -> dict[str, str]:
    classes = {name: _page(name) for name in plugins.PROCESSORS}
    profiles = {
        name: services.page(load_profile(path), path.name)
        for name, path in bundled_profiles().items()
    }
    made = {f"processors/{name}.md": text for name, text in {**classes, **profiles}.items()}
    return {"processors/index.md": _index(), **made}


def _index() -> str:
    own = [
        (_link(name), _does(_class(name).operations), _title(name)) for name in plugins.PROCESSORS
    ]
    remote = [
        (_link(name), _does(profile.operations), f"{profile.title}, a remote service, paid")
        for name, profile in ((n, load_profile(path)) for n, path in bundled_profiles().items())
    ]
    rows = table(("processor", "does", "what it is"), [*own, *remote])
    return f"# Processors\n\n{NOTICE}\nWho performs what `imgrules fix` plans.\n\n{rows}"


def _link(name: str) -> str:
    return f"[{name}]({name}.md)"


def _does(operations: tuple[str, ...]) -> str:
    return ", ".join(map(code, operations))


def _class(name: str) -> Any:  # noqa: ANN401  (a processor's class)
    return cast("Any", plugins.load("processor", name))


def _title(name: str) -> str:
    return (inspect.getdoc(_class(name)) or "").partition("\n")[0].rstrip(".")


def _page(name: str) -> str:
    made = _class(name)
    title, _, body = (inspect.getdoc(made) or "").partition("\n")
    facts = f"Version {made.version} · does {_does(made.operations)}.\n"
    options = _options(name, made.Options.model_json_schema())
    text = bold(body.strip(), HEADINGS)
    return f"# {name}\n\n{NOTICE}\n{title}\n\n{facts}\n{text}{options}"


def _options(name: str, schema: dict[str, Any]) -> str:
    known = fields_table("option", schema)
    return f"\n## Options under `fix: options: {name}:`\n\n{known}" if known else ""
