"""Writes the generated part of the reference: commands, checks, rulebooks.

``python -m docs.generator`` writes the pages; ``--check`` fails when a page on disk differs.
"""
