"""What the shipped rulebooks promise together with the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import imgrules
from imgrules.images import decode, source
from imgrules.testing import Recipe, draw


def picture(folder: Path, **recipe: Any) -> Path:
    drawn = draw(Recipe.model_validate(recipe), "shot")
    path = folder / "shot_main.jpg"
    path.write_bytes(drawn.data)
    return path


@pytest.mark.parametrize(
    ("day", "status", "verdict"),
    [(date(2026, 11, 21), "upcoming", "warn"), (date(2027, 2, 1), "active", "fail")],
)
def test_googles_minimum_of_2027_warns_before_and_fails_after(
    tmp_path: Path, day: date, status: str, verdict: str
) -> None:
    shot = picture(tmp_path, canvas=[400, 400])
    # The first day may be past when this runs; what it judges is the same.
    result = imgrules.check(shot, rulebooks=["google"], as_of=day, allow_past=True)
    image = result.images[0]
    rule = next(finding for finding in image.findings if finding.rule == "min-size-2027")
    assert (rule.outcome, rule.status, image.verdict) == ("fail", status, verdict)


def test_three_marketplaces_cost_one_reading_and_one_decoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count: Counter[str] = Counter()

    def counting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            count[name] += 1
            return real(*args, **more)

        return call

    monkeypatch.setattr("imgrules.images.image.read_file", counting("read", source.read_file))
    monkeypatch.setattr(decode, "decode", counting("decode", decode.decode))
    shot = picture(tmp_path, canvas=[600, 600])
    imgrules.check(shot, rulebooks=["amazon", "ebay", "google"])
    assert count == {"read": 1, "decode": 1}
