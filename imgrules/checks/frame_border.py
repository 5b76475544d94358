from __future__ import annotations

from typing import ClassVar, cast

from imgrules import ext
from imgrules.images.border import GRAIN, find_bars


class FrameBorder:
    """Added lines, frames and bars.

    What it measures: strips of one colour along the sides of the picture with a sharp inner edge
    across the whole side: drawn frames and lines, letterbox bars. Thickness, colour and noise.

    How: rows are followed inwards from each side as long as they keep one colour; at the last of
    them the picture must begin abruptly, at both ends of the row as well. A plain backdrop has
    no such edge. The outermost 48 rows are read in full size, so a line of one pixel is found.

    Parameters: none.

    Limits: bars filled with a blurred copy of the picture are not found. One single strip, or a
    strip as noisy as a wall, is ``review``: it may belong to the scene. A rectangular product that
    nearly fills a plain frame is told from a frame only by the corners of its backdrop.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "frame.border"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.PIXELS
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """There is nothing to set."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        bars = find_bars(image.pixels.rgb)
        sides: dict[str, ext.Value] = {
            bar.side: {"px": bar.thickness, "rgb": list(bar.colour), "noise": bar.noise}
            for bar in bars
        }
        regions = tuple(bar.region for bar in bars)
        return ext.Measurement(self.name, self.version, {"sides": sides}, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        sides = cast("dict[str, dict[str, ext.Value]]", measurement.values["sides"])
        drawn = [side for side, bar in sides.items() if cast("float", bar["noise"]) <= GRAIN]
        outcome = ext.Outcome.PASS
        if sides:
            outcome = ext.Outcome.FAIL if len(drawn) > 1 else ext.Outcome.REVIEW
        words = ", ".join(f"{side} {bar['px']} px" for side, bar in sides.items())
        return ext.Judgement(
            outcome,
            measured=words or "no border",
            required="no border",
            note="" if outcome is not ext.Outcome.REVIEW else "a strip that may be the scene's own",
            regions=measurement.regions,
        )
