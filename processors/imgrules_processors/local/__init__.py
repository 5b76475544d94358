"""Cutting a product out of a plain backdrop by colour, light and edges alone."""

from imgrules_processors.local.segmenter import LocalSegmenter

__all__ = ["LocalSegmenter"]
