"""The rows of a manifest, each tied to the file it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from imgrules.engine.intake import Gathered, identity, in_order, shown
from imgrules.engine.vocabulary import Given
from imgrules.errors import ManifestError
from imgrules.images.manifest import ManifestRow, read_manifest
from imgrules.model import Problem


class Rows:
    """Rows by file, and the rows that mean no file."""

    def __init__(self, rows: Iterable[tuple[ManifestRow, Path | None]] = ()) -> None:
        self._by_file: dict[str, tuple[ManifestRow, Path]] = {}
        self.missing: list[Problem] = []
        for row, path in rows:
            if path is None:
                self.missing.append(_missing(row))
            else:
                self._add(row, path)

    @classmethod
    def read(cls, manifest: Path, paths: Sequence[str]) -> Rows:
        """Read the manifest and look for each row's file."""
        folders = [manifest.parent, Path(), *(Path(path) for path in paths)]
        return cls((row, _locate(row.path, folders)) for row in read_manifest(manifest))

    def _add(self, row: ManifestRow, path: Path) -> None:
        known, _ = self._by_file.setdefault(identity(path), (row, path))
        if known is not row:
            raise ManifestError(f"{row.where}: the same file as {known.path} at {known.where}")

    def files(self) -> Gathered:
        """Return the files of the manifest, in natural order."""
        return Gathered(in_order(str(path) for _, path in self._by_file.values()))

    def of(self, file: str) -> ManifestRow | None:
        """Return the row about a file."""
        if not self._by_file:
            return None
        return self._by_file.get(identity(file), (None,))[0]

    def given(self) -> Iterator[Given]:
        """Return what each row says, for holding it against the rulebooks' words."""
        for row, _ in self._by_file.values():
            yield Given(row.role, row.categories, row.region, row.channel, where=row.where)

    def unlisted(self, files: Iterable[str]) -> list[Problem]:
        """Return a problem for every file that has no row."""
        return [_unlisted(shown(file)) for file in files if self.of(file) is None]


def _locate(path: str, folders: Sequence[Path]) -> Path | None:
    """Find a row's file next to the manifest, from here, or in a folder given, in that order."""
    spellings = dict.fromkeys((path, path.replace("\\", "/")))
    places = (folder / spelling for spelling in spellings for folder in folders)
    return next((place for place in places if place.exists()), None)


def _missing(row: ManifestRow) -> Problem:
    return Problem(
        kind="manifest/missing-file",
        message=f"{row.where}: there is no file {row.path}",
        hint="correct the row or add the file; paths count from the manifest's folder",
        path=row.path,
    )


def _unlisted(name: str) -> Problem:
    return Problem(
        kind="manifest/unlisted-file",
        message=f"{name}: the manifest does not list this file",
        hint="add a row for it, or leave it out with --exclude",
        path=name,
    )
