"""Pictures and circumstances to try a processor with."""

from __future__ import annotations

from imgrules import ext
from imgrules.testing.recipe import Recipe


def draft(recipe: Recipe) -> ext.Draft:
    """Draw a recipe as processors see a picture: sRGB samples, with the product known.

    What a recipe says of the file (format, colour model, profile, metadata) has no effect.
    """
    from imgrules.testing.scene import paint

    canvas = paint(recipe)
    return ext.Draft(canvas.rgb.copy(), product=canvas.cover > 127)


def context() -> ext.Context:
    """Return a context without network and without money: whatever is to be bought is Stopped."""
    return ext.Context(_Closed(), network=False)


class _Closed:
    """A till that sells nothing."""

    def open(self, **_: object) -> ext.Ticket:
        raise ext.Stopped("nothing is bought here", hint="give the test a context with a till")
