"""From files and a manifest to pictures with a role in every rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from imgrules.engine.intake import Gathered, gather, shown
from imgrules.engine.job import Picture
from imgrules.engine.pictures import Pictures
from imgrules.engine.rows import Rows
from imgrules.engine.vocabulary import Given, refuse_unknown
from imgrules.errors import NoImagesError, UsageError
from imgrules.images.manifest import ManifestRow
from imgrules.images.roles import REFUSE, RoleBook, Stated
from imgrules.model import Problem, RoleChoice
from imgrules.rulebook.model import Rulebook

_NO_ROW = ManifestRow("", "")


@dataclass(frozen=True, slots=True)
class Assembled:
    """The pictures of a run, and what intake found wrong."""

    pictures: Sequence[Picture]
    files: Sequence[str]
    """Of the pictures, in their order."""
    samples: Sequence[Picture]
    """Of these, between them, every category, region and channel is said that is said of any."""
    problems: tuple[Problem, ...] = ()
    left_aside: tuple[str, ...] = ()


def assemble(
    paths: Sequence[str],
    rulebooks: Sequence[Rulebook],
    *,
    manifest: Path | None = None,
    exclude: Sequence[str] = (),
    given: Given | None = None,
    apart: Path | None = None,
) -> Assembled:
    """Collect the pictures and choose a role in every rulebook for each.

    With paths and a manifest, the paths say what to check and the manifest what it is. Raises
    NoImagesError when nothing is left to check.
    """
    given = given or Given()
    refuse_unknown(rulebooks, given)
    gathered = gather(paths, exclude=exclude, apart=apart)
    rows = Rows.read(manifest, paths) if manifest else Rows()
    if manifest and not paths:
        gathered = rows.files()
    refuse_unknown(rulebooks, *rows.given())
    if not gathered.files:
        raise _nothing_found(paths, manifest, gathered, rows)
    books = [
        RoleBook(
            rulebook.name, rulebook.roles, rulebook.unmatched, rulebook.role_names, rulebook.file
        )
        for rulebook in rulebooks
    ]
    maker = _Maker(books, given, rows)
    files, refused = maker.sort_out(gathered.files)
    pictures = Pictures(files, maker.picture)
    problems = (
        *gathered.problems, *refused, *rows.missing,
        *(rows.unlisted(gathered.files) if manifest else ()),
    )  # fmt: skip
    samples = pictures if manifest else pictures[:1]
    return Assembled(pictures, files, samples, problems, gathered.left_aside)


def _nothing_found(
    paths: Sequence[str], manifest: Path | None, seen: Gathered, rows: Rows
) -> NoImagesError:
    for problem in (*seen.problems, *rows.missing[:1]):
        return NoImagesError(f"no picture to check: {problem.message}", hint=problem.hint)
    where = ", ".join(paths) or (manifest and str(manifest)) or "an empty list"
    left = len(seen.left_aside)
    note = f" ({left} other {'file is' if left == 1 else 'files are'} there)" if left else ""
    return NoImagesError(
        f"no picture to check in {where}{note}",
        hint="name a folder that holds pictures, or pictures themselves; hidden files and what "
        "--exclude matches are left out",
    )


class _Maker:
    """Makes pictures of files."""

    def __init__(self, books: Sequence[RoleBook], given: Given, rows: Rows) -> None:
        self.books = books
        self.given = given
        self.rows = rows
        self._alike: dict[tuple[RoleChoice, ...], dict[str, RoleChoice]] = {}

    def sort_out(self, files: Sequence[str]) -> tuple[Sequence[str], list[Problem]]:
        """Return the files whose role can be told, and a problem for each of the others.

        Names are looked at only where a rulebook accepts no guess.
        """
        if self.given.role or not any(book.unmatched == REFUSE for book in self.books):
            return files, []
        kept, problems = [], []
        for file in files:
            try:
                self._choices(shown(file), self.rows.of(file))
            except UsageError as refusal:
                # One file must not stop the others from being judged; the run still ends as broken.
                hint = refusal.hint or ""
                problems.append(Problem("roles/unmatched", refusal.message, hint, shown(file)))
            else:
                kept.append(file)
        return kept, problems

    def picture(self, file: str) -> Picture:
        """Return the picture. Raises UsageError where a rulebook cannot tell its role."""
        name, row = shown(file), self.rows.of(file)
        choices, sku = self._choices(name, row)
        row = row or _NO_ROW
        return Picture(
            path=Path(file),
            name=name,
            roles=choices,
            sku=row.sku or sku,
            sku_given=bool(row.sku),
            categories=self.given.categories or row.categories,
            region=self.given.region or row.region,
            channel=self.given.channel or row.channel,
            extra=row.extra,
        )

    def _choices(
        self, name: str, row: ManifestRow | None
    ) -> tuple[dict[str, RoleChoice], str | None]:
        stated = self._stated(row)
        base = name.rpartition("/")[2]
        chosen = [book.choose(base, stated) for book in self.books]
        skus = [sku for _, sku in chosen if sku]
        choices = tuple(choice for choice, _ in chosen)
        # One object for all pictures chosen alike: with 100,000 of them that is most of the memory.
        alike = self._alike.setdefault(choices, {each.rulebook: each for each in choices})
        return alike, next(iter(skus), None)

    def _stated(self, row: ManifestRow | None) -> Stated | None:
        if self.given.role:
            return Stated(self.given.role, "--role")
        if row is not None and row.role:
            return Stated(row.role, row.where)
        return None
