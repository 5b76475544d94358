"""Where reports go: ``-f json``, ``-f json=result.json``, several at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TextIO, cast

from imgrules.cli.step_summary import add_step_summary
from imgrules.cli.terminal import PLAIN_WIDTH, show
from imgrules.engine.intake import identity
from imgrules.errors import UsageError
from imgrules.model import ImageResult, Result
from imgrules.reporters import REPORTERS, InParts, Reporter, View
from imgrules.reportfile import report_errors, report_file

_TOGETHER = ["github", "text"]
"""The two that may share stdout: a step's log is read by people and by GitHub at once."""


@dataclass(frozen=True, slots=True)
class Target:
    """One format and where it goes; stdout without a file."""

    format: str
    file: Path | None = None


def parse_targets(given: Sequence[str]) -> tuple[Target, ...]:
    """Read the values of ``-f``. Raises UsageError for two that would mix in one place."""
    targets = tuple(_parse(text) for text in given or ("text",))
    printed = sorted(target.format for target in targets if target.file is None)
    if len(printed) > 1 and printed != _TOGETHER:
        raise UsageError(
            "two formats cannot both go to stdout",
            hint="send one to a file, such as -f json=result.json",
        )
    files = [target.file.absolute() for target in targets if target.file is not None]
    if len(set(files)) < len(files):
        raise UsageError("two formats cannot go to one file")
    return targets


def _parse(text: str) -> Target:
    name, equals, file = text.partition("=")
    if name not in REPORTERS and name not in format_names():
        raise UsageError(
            f"no format is called {name}", hint=f"formats: {', '.join(format_names())}"
        )
    if equals and not file:
        raise UsageError(f"{text}: no file after the equals sign")
    return Target(name, Path(file) if file else None)


def format_names() -> tuple[str, ...]:
    """Return the built-in formats and those that plug-ins bring."""
    from imgrules import plugins

    return (*REPORTERS, *plugins.names("reporter"))


def load_reporter(name: str) -> Reporter:
    """Return a new reporter."""
    if name not in REPORTERS:
        from imgrules import plugins

        made = plugins.load("reporter", name)
        return cast("Reporter", made() if isinstance(made, type) else made)
    module, _, attribute = REPORTERS[name].partition(":")
    return cast("Reporter", getattr(import_module(module), attribute)())


def refuse_own_pictures(files: Iterable[Path | None], pictures: Iterable[str]) -> None:
    """Raise UsageError where a report would replace one of the pictures it is about."""
    named = [file for file in files if file is not None]
    if not named:
        return
    ends = tuple({file.name for file in named})
    own = {identity(path) for path in pictures if path.endswith(ends)}
    for file in named:
        if identity(file) in own:
            raise UsageError(f"{file} is one of the pictures; a report would replace it")


@dataclass(frozen=True, slots=True)
class _Sink:
    """A reporter and where it writes: the file asked for and the draft open for it, or stdout."""

    format: str
    reporter: Reporter
    target: Path | None = None
    draft: TextIO | None = None

    def write(self, text: str) -> None:
        if not text:
            return
        if self.draft is None or self.target is None:
            # Documents for programs and browsers are UTF-8 whatever the terminal speaks.
            show(text, encoding=None if self.format == "text" else "utf-8")
            return
        with report_errors(self.target):
            self.draft.write(text)
            self.draft.flush()


class Output:
    """All reports of one run, written side by side."""

    def __init__(self, sinks: Sequence[_Sink]) -> None:
        self._sinks = sinks

    def image(self, image: ImageResult) -> None:
        for sink in self._sinks:
            sink.write(sink.reporter.image(image))

    def end(self, result: Result, view: View) -> None:
        for sink in self._sinks:
            shown = view if sink.draft is None else _for_file(view)
            for part in _ending(sink.reporter, result, shown):
                sink.write(part)
            if sink.format == "github":
                add_step_summary(result, _for_file(view))


def _ending(reporter: Reporter, result: Result, view: View) -> Iterable[str]:
    return (
        reporter.parts(result, view)
        if isinstance(reporter, InParts)
        else [reporter.end(result, view)]
    )


def _for_file(view: View) -> View:
    return replace(view, width=PLAIN_WIDTH, colour=False, unicode=True)


@contextmanager
def opened(targets: Sequence[Target]) -> Iterator[Output]:
    """Open every target; files appear under their name only when the run ends well."""
    with ExitStack() as stack:
        yield Output([
            _Sink(
                target.format,
                load_reporter(target.format),
                target.file,
                stack.enter_context(report_file(target.file)) if target.file else None,
            )
            for target in targets
        ])  # fmt: skip
