"""Building the compiled kernels: for a wheel, in place for an editable install, or by hand.

``python hatch_build.py`` compiles ``imgrules/_kernels/*.c`` in place. Where nothing can be
compiled, the wheel is one of pure Python and imgrules measures with NumPy and OpenCV;
``IMGRULES_KERNELS=require`` makes that an error, ``IMGRULES_KERNELS=off`` builds none.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
SOURCES = HERE / "imgrules" / "_kernels"
GNU = (
    "-O3", "-std=c99", "-Wall", "-Wextra", "-fvisibility=hidden", "-ffp-contract=off", "-fno-wrapv",
    "-fno-math-errno", "-g0",
)  # fmt: skip
"""Nothing that lets sums be taken in another order: the plain path must give the same bits.

Python itself asks for ``-fwrapv``, which hinders loops that count in ``int``."""
MICROSOFT = ("/O2", "/fp:precise", "/std:c11")


class KernelsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled module to the wheel, or says why it is not there."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        wanted = os.environ.get("IMGRULES_KERNELS", "")
        if wanted == "off":
            return
        self._scratch = tempfile.TemporaryDirectory(prefix="imgrules-kernels-")
        try:
            built = compile_kernels(Path(self._scratch.name))
        except Exception as problem:
            if wanted == "require":
                raise
            self.app.display_warning(f"imgrules is built without its compiled kernels: {problem}")
            return
        if version == "editable":
            _install(built)
            return
        build_data["force_include"][str(built)] = f"imgrules/_kernels/{built.name}"
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{_platform()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "_scratch"):
            self._scratch.cleanup()


def compile_kernels(folder: Path) -> Path:
    """Compile the module into ``folder`` and return its path.

    Raises whatever the compiler's absence or refusal raises, and RuntimeError where Python's
    stable interface does not exist.
    """
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise RuntimeError("this Python has no stable binary interface")
    microsoft = sysconfig.get_platform().startswith("win")
    _write_tables(folder)
    extension = Extension(
        "native",
        [str(path) for path in sorted(SOURCES.glob("*.c"))],
        depends=[str(path) for path in sorted(SOURCES.glob("*.h"))],
        include_dirs=[str(folder)],
        extra_compile_args=[*(MICROSOFT if microsoft else GNU)],
        py_limited_api=True,
    )
    command = build_ext(Distribution({"name": "imgrules", "ext_modules": [extension]}))
    command.build_lib, command.build_temp = str(folder), str(folder / "objects")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath("native"))


def _write_tables(folder: Path) -> None:
    """Tell module.c of every file of kernels, so that adding one touches no other file."""
    names = [path.stem for path in sorted(SOURCES.glob("*.c"))
             if f"{path.stem}_kernels[]" in path.read_text("utf-8")]  # fmt: skip
    edition = run_path(str(SOURCES / "sources.py"))["edition"]()
    listed = " ".join(f"X({name})" for name in names)
    text = f"#define EDITION {edition}L\n#define KERNELS(X) {listed}\n"
    (folder / "tables.h").write_text(text, "utf-8")


def _install(built: Path) -> Path:
    """Put the module beside its sources at once: a process may have the old one open."""
    there = SOURCES / built.name
    beside = there.with_suffix(".new")
    beside.write_bytes(built.read_bytes())
    beside.replace(there)
    return there


def _platform() -> str:
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="imgrules-kernels-") as scratch:
        sys.stdout.write(f"{_install(compile_kernels(Path(scratch)))}\n")
