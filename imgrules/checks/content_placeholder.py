from __future__ import annotations

from typing import ClassVar

from imgrules import ext

EMPTY = 0.9995
"""Share of the four commonest colours from which a picture is empty."""
CARD, CARD_CONTENT = 0.985, 0.6
"""Share of the four commonest colours in the picture, and of the next four in what stands on it."""
LIKELY, LIKELY_CONTENT = 0.96, 0.7


class ContentPlaceholder:
    """Empty picture or "no image" card.

    What it measures: the share of the picture in its commonest colour and its four commonest
    colours; of what is not the commonest colour, the share in four colours; the entropy of the
    grey levels in bits; whether a product was found.

    How: colours are told apart in steps of 8 levels at reduced size. A photograph has shades; an
    empty picture has one or a few, a drawn card a few flat ones.

    Parameters: none. Fails when four colours make up 99.95 %, when no product was found on a
    plain ground, or when four colours make up 98.5 % and what stands on the ground is flat too;
    asks for a look from 96 %.

    Limits: a card made from a photograph, or with a gradient, is not recognised. The words on it
    are not read here.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "content.placeholder"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """There is nothing to set."""

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._colours import colours_of

        found = colours_of(image.pixels.rgb)
        counts, content = found.colours, found.colours[1:]
        values: dict[str, ext.Value] = {
            "commonest": round(float(counts[0] / counts.sum()), 4),
            "four_commonest": round(float(counts[:4].sum() / counts.sum()), 4),
            "content_four": round(float(content[:4].sum() / max(1, content.sum())), 4),
            "entropy": round(found.entropy, 3),
            "product_found": image.subject.box is not None,
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        four = measurement.number("four_commonest")
        flat = measurement.number("content_four")
        outcome, note = ext.Outcome.PASS, ""
        if four >= EMPTY or not measurement.values["product_found"]:
            outcome, note = ext.Outcome.FAIL, "an empty picture"
        elif four >= CARD and flat >= CARD_CONTENT:
            outcome, note = ext.Outcome.FAIL, "a few flat colours, like a placeholder card"
        elif four >= LIKELY and flat >= LIKELY_CONTENT:
            outcome, note = ext.Outcome.REVIEW, "few colours: a drawing or a placeholder card?"
        return ext.Judgement(
            outcome,
            measured=f"{100 * four:.1f} % in four colours",
            required="a picture of the product",
            note=note,
        )
