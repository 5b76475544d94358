"""The written report, with nothing in it that was not measured in the run."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from imgrules._kernels import AVAILABLE
from tests.benchmarks.performance.findings import Row, Table, Target

_NAMED = ("pillow", "simplejpeg", "numpy", "opencv-python-headless", "onnxruntime", "cleanvision")
_PREFACE = """# Performance

Written by `python -m tests.benchmarks.performance --write`, every figure in one run on one machine;
`make bench` measures yours. Absolute times move with the machine; ratios taken in one run hold.
"""
_WAYS = """
*Bare decoding* opens and loads the files with Pillow and does nothing else: the limit for whatever
reads pixels. *The naive script* is what a seller's engineer would write in an afternoon
(`tests/benchmarks/naive.py`); it answers a part of what `imgrules check -r amazon` does.
*CleanVision* is a well-known tool for folders of pictures that looks for other things: dark,
blurred, odd, grey and repeated pictures, neither background nor product. *All but text* are
Amazon's rules that need no text model.
"""
_PROOFS = """## Shown by tests

A worker killed among a thousand pictures costs one (`tests/cli/test_isolation.py`); an interrupted
run leaves its reports (`tests/cli/test_interrupted.py`); pipes, loops, full disks and files that go
cost themselves (`tests/cli/test_trouble.py`). What is measured fast is what the plain way measures:
`make reference`, and on a few pictures `tests/unit/images/test_reference.py`.
"""


def page(about: str, found: Sequence[Table | Target]) -> str:
    """Return the report as Markdown; ``about`` says what was measured on."""
    targets = [each for each in found if isinstance(each, Target)]
    parts = [
        _PREFACE,
        about,
        _WAYS,
        "## What is demanded\n",
        shortfall(targets),
        _demands(targets),
    ]
    parts += [as_markdown(each) for each in found if isinstance(each, Table)]
    parts.append(_PROOFS)
    return "\n".join(parts).rstrip("\n") + "\n"


def machine() -> str:
    """Say in general words what is measured on, and how busy it is before."""
    import psutil

    memory = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {_version(name)}" for name in _NAMED)
    return (
        f"Measured on {os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}; {libraries}; "
        f"kernels {'compiled' if AVAILABLE else 'missing'}. "
        f"Load before the run: {psutil.getloadavg()[0]:.1f}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _processor() -> str:
    from pyperf import Run

    known = Run([1.0], collect_metadata=True).get_metadata()
    return str(known.get("cpu_model_name") or platform.machine())


def shortfall(targets: Sequence[Target]) -> str:
    """Say which demands are not met."""
    short = [each for each in targets if not each.met]
    if not short:
        return f"All {len(targets)} demands are met.\n"
    told = "; ".join(f"{each.what}: {each.measured}, wanted {each.wanted}" for each in short)
    return f"{len(targets) - len(short)} of {len(targets)} demands are met. Short: {told}.\n"


def _demands(targets: Sequence[Target]) -> str:
    rows = [(each.what, each.wanted, each.measured, _word(each)) for each in targets]
    return grid(("demand", "wanted", "measured", ""), rows)


def _word(target: Target) -> str:
    return "met" if target.met else "**short**"


def as_markdown(table: Table) -> str:
    """Return one table under its heading."""
    return f"## {table.title}\n\n{table.words}\n\n" + (
        grid(table.head, table.rows) if table.rows else ""
    )


def grid(head: Row, rows: Sequence[Row]) -> str:
    """Return a Markdown table, figures to the right."""
    ruler = "|".join("---:" if number else "---" for number, _ in enumerate(head))
    first, *lines = (f"| {' | '.join(row)} |\n" for row in (head, *rows))
    return "".join((first, f"|{ruler}|\n", *lines))
