"""Every error imgrules raises on purpose, in one tree.

Each carries the exit status of the command line and, where there is one, a hint that names the
next thing to do. A picture that breaks a rule is a finding, never an error.
"""

from __future__ import annotations

from typing import ClassVar


class ImgrulesError(Exception):
    """The run cannot be trusted; nothing was judged or not everything was."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


# -- what the user asked for ---------------------------------------------------------------------


class UsageError(ImgrulesError):
    """The request contradicts itself or names something that does not exist."""


class NoImagesError(UsageError):
    """The paths given hold no picture to check."""


class ManifestError(UsageError):
    """The manifest cannot be read or contradicts the files."""


class AsOfError(UsageError):
    """A past date was asked for without saying that this is no gate."""


class ResultError(UsageError):
    """A stored result cannot be read."""


class BaselineError(UsageError):
    """The file of known findings cannot be read."""


class FeedbackError(UsageError):
    """A marketplace's export cannot be read, or its columns cannot be told."""


class LockError(UsageError):
    """The lock file cannot be read, or what is installed is not what was locked."""


# -- rulebooks -----------------------------------------------------------------------------------


class RulebookError(ImgrulesError):
    """A rulebook cannot be used as written.

    ``location`` is ``file:line:column`` (1-based) where known.
    """

    def __init__(
        self, message: str, *, location: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(f"{location}: {message}" if location else message, hint=hint)
        self.location = location


class RulebookNotFoundError(RulebookError):
    """No rulebook or edition of that name is installed or at that path."""


class RulebookErrors(RulebookError):
    """Several faults of one rulebook, each with its own place."""

    def __init__(self, faults: list[RulebookError]) -> None:
        # Each line carries its own hint: one for all of them would suit one only.
        lines = (f"{each.message} ({each.hint})" if each.hint else each.message for each in faults)
        super().__init__("\n".join(lines))
        self.faults = faults


# -- plug-ins ------------------------------------------------------------------------------------


class PluginError(ImgrulesError):
    """A plug-in is missing, broken, doubled or made for another version."""


# -- pictures ------------------------------------------------------------------------------------


class UnreadableError(ImgrulesError):
    """A picture could not be read; the engine turns it into a finding.

    ``reason`` is one of ``truncated``, ``corrupt``, ``unsupported``, ``too-large``, ``empty``,
    ``no-access``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
