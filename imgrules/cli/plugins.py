"""``imgrules plugins``: which checks and other parts are installed, and from where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from imgrules.plugins import PluginInfo


@click.command()
@click.option("--all", "everything", is_flag=True, help="Built-in parts as well.")
@click.option("--probe", is_flag=True, help="Import each to see whether it works.")
def plugins(*, everything: bool, probe: bool) -> int:
    """List what plug-ins add to imgrules.

    Shows name, kind, where it comes from, version and state.

    Plug-ins are not imported unless --probe is given; then the exit status is 1 if one is broken.
    """
    from imgrules import plugins as registry
    from imgrules.cli.boundary import FAILED, FINE
    from imgrules.cli.table import table
    from imgrules.cli.terminal import ink, show

    found = registry.list_plugins(probe=probe)
    own = [info for info in found if info.origin == registry.BUILT_IN]
    listed = found if everything else [info for info in found if info.origin != registry.BUILT_IN]
    rows = [(info.name, info.kind, info.origin, info.version, info.status) for info in listed]
    show(table(rows, ink(), head=("name", "kind", "from", "version", "state")))
    if not everything:
        plug_ins = "plug-in" if len(listed) == 1 else "plug-ins"
        counts = ", ".join(_counted(own))
        said = f"{len(listed) or 'no'} {plug_ins}; built in: {counts} (--all)"
        show("".join(f"{line}\n" for line in ink().block(said)))
    broken = probe and any(info.status != "ready" for info in found)
    return FAILED if broken else FINE


def _counted(own: Iterable[PluginInfo]) -> Iterator[str]:
    for kind, count in Counter(info.kind for info in own).items():
        yield f"{count} {kind}" if count == 1 else f"{count} {kind}s"
