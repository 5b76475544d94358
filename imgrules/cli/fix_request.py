"""The options of one call of ``imgrules fix``, and which of them go together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from imgrules.cli.excusing import ExcuseOptions
from imgrules.cli.terminal import Colour
from imgrules.errors import UsageError
from imgrules.fixes.places import refuse_unwritable


@dataclass(frozen=True, kw_only=True)
class Request(ExcuseOptions):
    """The options of one call, by their names."""

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    as_of: date | None
    role: str | None
    category: tuple[str, ...]
    region: str | None
    channel: str | None
    manifest: Path | None
    exclude: tuple[str, ...]
    applies: bool
    unsafe: bool
    allow: tuple[str, ...]
    shadow: str | None
    budget: float | None
    offline: bool
    resend: bool
    out: Path | None
    in_place: bool
    state: Path
    config: Path | None
    plan_file: Path | None
    preview: Path | None
    form: str
    verbose: bool
    colour: Colour
    no_progress: bool
    workers: int | None

    @property
    def resumes(self) -> bool:
        """Whether a plan made earlier is to be carried out."""
        return self.applies and self.plan_file is not None and not self.paths


def refuse_muddle(request: Request) -> None:
    """Raise UsageError for what cannot work, before any picture is looked at."""
    if request.out is not None and request.in_place:
        raise UsageError("--out and --in-place contradict each other")
    if request.applies and request.out is None and not request.in_place:
        raise UsageError(
            "nowhere to write", hint="name a folder with --out, or replace the pictures: --in-place"
        )
    if not request.paths and request.manifest is None and not request.resumes:
        raise UsageError("no path given", hint=_no_path(request))
    _refuse_unwritable(request)


def _no_path(request: Request) -> str:
    if request.plan_file is not None and request.plan_file.exists():
        return f"name a folder or pictures to plan for; --apply carries {request.plan_file} out"
    return "name a folder or pictures, or a --manifest"


def _refuse_unwritable(request: Request) -> None:
    for file in filter(None, (request.preview, None if request.resumes else request.plan_file)):
        if not file.parent.is_dir():
            raise UsageError(f"{file}: there is no folder {file.parent}", hint="make it first")
    if request.applies:
        for folder in filter(None, (request.out, request.state)):
            refuse_unwritable(folder)
