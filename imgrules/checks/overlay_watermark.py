from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from imgrules import ext

if TYPE_CHECKING:
    from imgrules.checks._marks import Mark

MOST_REGIONS = 20


class OverlayWatermark:
    """No watermark.

    What it measures: signs of a mark over the picture, and how sure each is, from 0 to 1: repeated
    words, a repeated mark of any shape, words in a corner of the frame or large across the picture,
    translucent marks, and marks standing alone near the frame.

    How: words are read by a trained detector (PP-OCRv6, offline), on a clean backdrop as
    ``overlay.text`` does; upon the product only large words aslant over the middle and lines of one
    size, as a mark repeated has them, are read. A repeated mark shows where the picture resembles
    itself when shifted by exact multiples of one step, looked at as if it were 800 px long, or
    448 where nothing stands beside a product on a clean backdrop. On such a backdrop a
    translucent mark leaves patches of one exact pale colour. Elsewhere it is known by its outline,
    across which all colours are mixed with the mark's in one proportion. Things apart from the
    product near the frame of a clean backdrop are marks or leftovers.

    Parameters: ``fail_above`` and ``review_above``, how sure the surest sign must be to fail or to
    go to a person.

    Limits: a logo without words in a real scene, or lying wholly on the product, is found only
    when it is tiled or has long see-through edges over changing colours; small ones are missed.
    Marks of less than about a sixth opacity are missed. Reflecting and glassy products can have
    see-through edges, so these only ask for a look. A line of text that is in no corner, not
    repeated and not translucent is the business of ``overlay.text`` alone.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "overlay.watermark"
    version: ClassVar[int] = 3
    needs: ClassVar[ext.Need] = ext.Need.TEXT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How sure a watermark must be."""

        review_above: Annotated[
            float,
            Field(ge=0, le=1, description="Certainty (0-1) above which a person looks."),
            ext.Stricter.DOWN,
        ] = 0.5
        fail_above: Annotated[
            float,
            Field(ge=0, le=1, description="Certainty (0-1) above which the picture fails."),
            ext.Stricter.DOWN,
        ] = 0.8

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._marks import find_marks

        marks = find_marks(image)
        return ext.Measurement(
            self.name,
            self.version,
            {
                "certainty": marks[0].certainty if marks else 0.0,
                "marks": [{"kind": mark.kind, "certainty": mark.certainty} for mark in marks],
                "model": image.overlaid.model,
            },
            tuple(region for mark in marks for region in _regions(mark))[:MOST_REGIONS],
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = "no watermark"
        certainty = measurement.number("certainty")
        if certainty <= params.review_above:
            return ext.Judgement(ext.Outcome.PASS, "none found", required)
        kinds = _kinds(measurement, params.review_above)
        regions = tuple(one for one in measurement.regions if one.label in kinds)
        measured = ", ".join(kinds)
        if certainty > params.fail_above:
            note = "a mark was laid over the picture"
            return ext.Judgement(ext.Outcome.FAIL, measured, required, note, regions)
        note = "what may be a watermark"
        return ext.Judgement(ext.Outcome.REVIEW, measured, required, note, regions)


def _regions(mark: Mark) -> list[ext.Region]:
    return [
        ext.Region(one.x, one.y, one.width, one.height, mark.kind)
        for one in sorted(mark.regions, key=lambda one: (-one.width * one.height, one))
    ]


def _kinds(measurement: ext.Measurement, above: float) -> list[str]:
    marks = measurement.values["marks"]
    if not isinstance(marks, list):
        raise TypeError(f"{measurement.check}: marks is no list")
    found = [mark for mark in marks if isinstance(mark, dict)]
    return [str(mark["kind"]) for mark in found if float(str(mark["certainty"])) > above]
