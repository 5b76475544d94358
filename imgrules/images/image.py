"""One picture, opened once: every plane is computed at most once and only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from imgrules.errors import UnreadableError
from imgrules.images.source import FileFacts, read_file

if TYPE_CHECKING:
    from imgrules.images.decode import Pixels
    from imgrules.images.header import Header
    from imgrules.images.subject import Subject
    from imgrules.images.text import TextMap
    from imgrules.images.working import Working


T = TypeVar("T")


class Image:
    """What a check may ask of a picture.

    Every plane raises UnreadableError when the picture does not get that far; it is raised
    again, unchanged, at each access.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._failures: dict[str, UnreadableError] = {}
        self._planes: dict[str, object] = {}

    def _plane(self, name: str, compute: Callable[[], T]) -> T:
        """Compute once; a failure is remembered too, or twenty checks would decode twenty times."""
        if name in self._failures:
            raise self._failures[name]
        if name not in self._planes:
            try:
                self._planes[name] = compute()
            except UnreadableError as problem:
                self._failures[name] = problem
                raise
        return cast("T", self._planes[name])

    def shared(self, name: str, compute: Callable[[], T]) -> T:
        """Return what ``compute`` gives, computed once for all checks that ask by this name."""
        return self._plane(f"shared {name}", compute)

    def failure(self, plane: str) -> UnreadableError | None:
        """Return why a plane asked for before could not be had, or None; computes nothing.

        ``plane``: ``content``, ``header``, ``pixels``, ``subject``, ``overlaid`` or ``text``.
        """
        return self._failures.get(plane)

    @property
    def _content(self) -> tuple[FileFacts, bytes]:
        return self._plane("content", lambda: read_file(self.path))

    @property
    def file(self) -> FileFacts:
        """Size, hash, format by magic bytes."""
        return self._content[0]

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self._content[1]

    @property
    def header(self) -> Header:
        """Size in pixels, colour model, profile, metadata; no pixel decoded."""
        from imgrules.images.header import read_header

        return self._plane("header", lambda: read_header(self.data, self.file.format))

    @property
    def pixels(self) -> Pixels:
        """The decoded picture, upright and flattened on white."""
        from imgrules.images.decode import decode

        return self._plane("pixels", lambda: decode(self.data, self.header))

    @property
    def work(self) -> Working:
        """The picture at working scale."""
        from imgrules.images.working import reduce

        return self._plane("work", lambda: reduce(self.pixels.rgb))

    @property
    def subject(self) -> Subject:
        """The product and the backdrop around it, at working scale."""
        from imgrules.images.subject import find_subject

        return self._plane("subject", lambda: find_subject(self.pixels, self.header, self.work))

    @property
    def overlaid(self) -> TextMap:
        """Text that may have been laid over the picture, with little of what is printed."""
        from imgrules.images.overlaid import find_overlaid

        return self._plane(
            "overlaid", lambda: find_overlaid(self.pixels, self.subject) or self.text
        )

    @property
    def text(self) -> TextMap:
        """All text found in the picture, and which of it stands outside the product."""
        from imgrules.images.text import find_text

        return self._plane("text", lambda: find_text(self.pixels, self.subject))
