from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext

MOST_LINES = 20


class OverlayText:
    """No text laid over the picture.

    What it measures: lines of text that were added to the photograph, and how sure that is, from
    0 to 1. Print on the product, its box or its label is no overlay.

    How: text is found and read by a trained detector (PP-OCRv6, offline). On a clean backdrop it
    is looked for where anything but the backdrop stands beside the product (as if the picture were
    800 px long, closer where that is small) and over the product at 256 px; lines that lie upon
    the product are print and are not read. A line beside the product counts as sure as it was
    read, a line across its outline as likely. A real scene is read whole, at 960 and 448 px; there
    a line counts by its looks: one exact colour, level, at the place near the frame where marks
    are put.

    Parameters: ``fail_above`` and ``review_above``, how sure the surest line must be to fail or to
    go to a person.

    Limits: letters under about 1 % of the picture's longer side are missed unless they stand
    beside the product; faint text (opacity under a quarter) is often missed, see
    ``overlay.watermark``. Text laid over the product itself on a clean backdrop cannot be told
    from print, nor can text between two parts of it, such as inside a ring. Scripts other than
    Latin, Chinese and Japanese are found but often not read. Single letters are ignored.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "overlay.text"
    version: ClassVar[int] = 3
    needs: ClassVar[ext.Need] = ext.Need.TEXT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How sure an overlay must be."""

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
        from imgrules.checks._lettering import lettering_of

        lines = lettering_of(image)
        overlays = [line for line in lines if line.overlay > 0][:MOST_LINES]
        return ext.Measurement(
            self.name,
            self.version,
            {
                "certainty": overlays[0].overlay if overlays else 0.0,
                "overlays": [
                    {"text": line.text, "certainty": line.overlay, "place": line.place}
                    for line in overlays
                ],
                "model": image.overlaid.model,
            },
            tuple(_labelled(line.region, line.text) for line in overlays),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = "no text beside or over the product"
        certainty = measurement.number("certainty")
        lines = _texts(measurement, params.review_above)
        regions = measurement.regions[: len(lines)]
        if certainty > params.fail_above:
            note = "text was laid over the picture"
            return ext.Judgement(ext.Outcome.FAIL, _quote(lines), required, note, regions)
        if certainty > params.review_above:
            note = "text that may be an overlay, or print on a thing in the picture"
            return ext.Judgement(ext.Outcome.REVIEW, _quote(lines), required, note, regions)
        return ext.Judgement(ext.Outcome.PASS, "no overlay found", required)


def _labelled(region: ext.Region, label: str) -> ext.Region:
    return ext.Region(region.x, region.y, region.width, region.height, label)


def _texts(measurement: ext.Measurement, above: float) -> list[str]:
    overlays = measurement.values["overlays"]
    if not isinstance(overlays, list):
        raise TypeError(f"{measurement.check}: overlays is no list")
    lines = [line for line in overlays if isinstance(line, dict)]
    return [str(line["text"]) for line in lines if float(str(line["certainty"])) > above]


def _quote(lines: list[str]) -> str:
    shown = ", ".join(f"“{line}”" for line in lines[:3])
    return shown if len(lines) <= 3 else f"{shown} and {len(lines) - 3} more"
