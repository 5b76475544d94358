from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext
from imgrules.checks._phrases import find_phrases

MOST_LINES = 60


class OverlayWords:
    """None of certain words in the picture.

    What it measures: all text that can be read in the picture, line by line, with the place it
    stands at.

    How: read by a trained detector (PP-OCRv6, offline): in the whole picture or, where words
    printed on the product do not count, where ``overlay.text`` looks, which takes a fifth of the
    time. Words are compared whole, without regard to case, accents, apostrophes, and figures that
    look like letters; in phrases of seven letters and more one letter may be misread. A phrase may
    run over lines below each other, and words may have been read as one.

    Parameters: ``words``, the words and phrases not allowed; ``where``, ``anywhere`` or only on the
    ``background``, that is not printed on the product.

    Limits: finds what can be read: small, faint, ornate, curved and upright text is often missed.
    In a real scene the place is a guess; what is not surely print on the product then counts as
    background.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "overlay.words"
    version: ClassVar[int] = 3
    needs: ClassVar[ext.Need] = ext.Need.TEXT

    class Options(ext.Options):
        """Where to read."""

        where: Literal["background", "anywhere"] = "anywhere"

    class Params(ext.Params):
        """The words not allowed."""

        words: Annotated[
            list[str],
            Field(min_length=1, description="Words and phrases that must not be read."),
            ext.Stricter.MORE,
        ]
        where: Annotated[
            Literal["background", "anywhere"],
            Field(description="Whether print on the product counts too."),
            ext.Ladder(("background", "anywhere")),
        ] = "anywhere"

    def measure(self, image: ext.Image, options: Options) -> ext.Measurement:
        from imgrules.checks._lettering import all_lettering_of, lettering_of

        everywhere = options.where == "anywhere"
        read = all_lettering_of(image) if everywhere else lettering_of(image)
        lines = sorted(read, key=lambda line: (line.region.y, line.region.x))[:MOST_LINES]
        text = image.text if everywhere else image.overlaid
        return ext.Measurement(
            self.name,
            self.version,
            {
                "lines": [{"text": line.text, "place": line.place} for line in lines],
                "model": text.model,
            },
            tuple(line.region for line in lines),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        lines = _lines(measurement)
        counted = [
            index
            for index, (_, place) in enumerate(lines)
            if params.where == "anywhere" or place != "product"
        ]
        found = find_phrases(params.words, [lines[index][0] for index in counted])
        required = f"none of {len(params.words)} words and phrases"
        if not found:
            return ext.Judgement(ext.Outcome.PASS, "none read", required)
        measured = ", ".join(f"“{phrase}”" for phrase, _ in found)
        places = sorted({counted[line] for _, line in found})
        regions = tuple(measurement.regions[place] for place in places)
        note = "words that are not allowed stand in the picture"
        return ext.Judgement(ext.Outcome.FAIL, measured, required, note, regions)


def _lines(measurement: ext.Measurement) -> list[tuple[str, str]]:
    lines = measurement.values["lines"]
    if not isinstance(lines, list):
        raise TypeError(f"{measurement.check}: lines is no list")
    return [(str(line["text"]), str(line["place"])) for line in lines if isinstance(line, dict)]
