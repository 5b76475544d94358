from __future__ import annotations

from typing import ClassVar, cast

from imgrules import ext

OUTCOMES = {
    "none": (ext.Outcome.PASS, ""),
    "margins": (ext.Outcome.PASS, "white margins round a rectangular picture"),
    "strip": (ext.Outcome.REVIEW, "a strip that may be the scene's own"),
    "frame": (ext.Outcome.FAIL, ""),
}


class FrameBorder:
    """Added lines, frames and bars.

    What it measures: strips of one colour along the sides of the picture with a sharp inner edge
    across the whole side: drawn frames and lines, letterbox bars. Thickness, colour and noise.

    How: rows are followed inwards from each side as long as they keep one colour; at the last of
    them the picture must begin abruptly, at both ends of the row as well. A plain backdrop has
    no such edge. The outermost 48 rows are read in full size, so a line of one pixel is found.

    Parameters: none.

    Limits: bars filled with a blurred copy of the picture are not found. One single strip, or a
    strip as noisy as a wall, is ``review``: it may belong to the scene. White on all four sides is
    the backdrop of a rectangular product (a rug, a book) and passes, so a white frame round a
    photograph passes as well; in another colour it is ``review``, unless a white picture begins
    behind it or it is an even line of one exact colour, at most 3 % of the short side wide. A
    product that touches two opposite sides of a plain frame looks like a picture between bars.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "frame.border"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """There is nothing to set."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.images.frame import find_frame, regions

        frame = find_frame(image.pixels.rgb, image.work)
        sides: dict[str, ext.Value] = {
            bar.side: {"px": bar.thickness, "rgb": list(bar.colour), "noise": bar.noise}
            for bar in frame.bars
        }
        values: dict[str, ext.Value] = {"sides": sides, "kind": frame.kind}
        return ext.Measurement(self.name, self.version, values, regions(frame))

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        outcome, note = OUTCOMES[measurement.text("kind")]
        sides = cast("dict[str, dict[str, ext.Value]]", measurement.values["sides"])
        words = ", ".join(f"{side} {bar['px']} px" for side, bar in sides.items())
        passes = outcome is ext.Outcome.PASS
        return ext.Judgement(
            outcome,
            measured="no border" if passes else words,
            required="no border",
            note=note,
            regions=() if passes else measurement.regions,
        )
