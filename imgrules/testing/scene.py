"""From a recipe to a painted picture."""

from __future__ import annotations

import numpy as np

from imgrules.colours import parse_colour
from imgrules.testing import backdrop, degrade, overlays, surface
from imgrules.testing.canvas import Canvas
from imgrules.testing.geometry import part_boxes
from imgrules.testing.recipe import Recipe
from imgrules.testing.shapes import SHAPES, Style


def paint(recipe: Recipe) -> Canvas:
    """Paint the picture: backdrop, shadow, leftovers, product, what went wrong, overlays."""
    canvas = backdrop.lay_backdrop(recipe)
    backdrop.cast_shadow(canvas, recipe)
    if recipe.residue:
        backdrop.scatter_residue(canvas, recipe, recipe.residue)
    _place_product(canvas, recipe)
    degrade.degrade(canvas, recipe)
    overlays.lay_over(canvas, recipe)
    if recipe.transparent_background:
        _lift_off(canvas, recipe)
    return canvas


def _place_product(canvas: Canvas, recipe: Recipe) -> None:
    subject = recipe.subject
    if subject.shape == "none":
        return
    style = Style(parse_colour(subject.color), subject.print, recipe.seed)
    for index, box in enumerate(part_boxes(recipe)):
        product = SHAPES[subject.shape]((box.width, box.height), style)
        surface.add_texture(product, subject.texture, recipe.seed * 31 + index)
        surface.expose(product, recipe.brightness, recipe.contrast)
        if recipe.halo:
            around = Canvas.empty(canvas.width, canvas.height)
            around.stamp(product, (box.x, box.y))
            backdrop.draw_halo(canvas, around.cover, recipe.halo)
        canvas.stamp(product, (box.x, box.y))


def _lift_off(canvas: Canvas, recipe: Recipe) -> None:
    """Take the backdrop's share out of half-covered pixels, so that it shows nowhere."""
    rows, columns = np.nonzero((canvas.cover > 0) & (canvas.cover < 255))
    below = np.array(parse_colour(recipe.background), np.float32)
    share = canvas.cover[rows, columns, None].astype(np.float32) / 255
    mixed = canvas.rgb[rows, columns].astype(np.float32)
    pure = np.clip(np.rint(below + (mixed - below) / share), 0, 255)
    canvas.rgb[rows, columns] = pure.astype(np.uint8)
    canvas.rgb[canvas.cover == 0] = 0
