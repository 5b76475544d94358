"""Groups of commands that are imported when called, behind one error boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from imgrules.cli.boundary import ReaderGoneError, guarded
from imgrules.errors import UsageError


class LazyGroup(click.Group):
    """A group whose commands are ``module:attribute`` until somebody calls one."""

    def __init__(self, *args: Any, commands_at: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands_at:
            return None
        module, _, name = self.commands_at[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.commands_at[cmd_name]} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands_at and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands_at, n=1)
            hint = (
                f"did you mean {near[0]}?" if near else f"commands: {', '.join(self.commands_at)}"
            )
            raise UsageError(f"{ctx.command_path} has no command {args[0]}", hint=hint)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:  # noqa: ANN401
        with _reader_watched():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        with _reader_watched():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401
    ) -> NoReturn:
        """Run and exit. Click's own mapping of errors to status 1 is never used."""
        raise SystemExit(
            guarded(
                lambda: super(LazyGroup, self).main(
                    args, prog_name, complete_var, standalone_mode=False, **extra
                ),
                args,
            )
        )


@contextmanager
def _reader_watched() -> Iterator[None]:
    """Take a closed pipe out of Click's sight: it would end the run with status 1."""
    try:
        yield
    except BrokenPipeError as problem:
        raise ReaderGoneError from problem
