"""What checks on the product say when the product was not found with certainty."""

from __future__ import annotations

from imgrules import ext

TRUSTED = 0.5
"""Confidence under which a measurement of the product does not decide anything."""


def doubt(measurement: ext.Measurement) -> str:
    """Say in words why the product cannot be judged; empty where it can."""
    if not measurement.values["product_found"]:
        return "no product could be told from the background"
    if measurement.number("confidence") < TRUSTED:
        return "the product could not be told from its surroundings with certainty"
    return ""


def review(measurement: ext.Measurement, why: str, required: str = "") -> ext.Judgement:
    """Ask for a look instead of judging."""
    return ext.Judgement(
        ext.Outcome.REVIEW, required=required, note=why, regions=measurement.regions
    )
