"""The profile written out in the documentation is one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from imgrules.config import load_config
from imgrules.fixes.processors import make_processors
from imgrules.fixes.services import bundled_profiles, load_profile, price
from imgrules_processors.http.settings import ServiceOptions

PAGE = (Path(__file__).parents[2] / "docs" / "extending" / "service.md").read_text("utf-8")
PROFILE, SETTINGS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_profile_loads_and_the_settings_name_it(tmp_path: Path) -> None:
    (tmp_path / "cutter.yaml").write_text(PROFILE, "utf-8")
    (tmp_path / "imgrules.yaml").write_text(SETTINGS, "utf-8")
    profile = load_profile(tmp_path / "cutter.yaml")
    assert price(profile, "scene", date(2026, 11, 21)) == 4
    made = make_processors(load_config(tmp_path / "imgrules.yaml"))
    assert made["cutter"].operations == ("background.replace",)


def test_what_is_shipped_and_every_option_are_named() -> None:
    words = set(re.findall(r"`([a-z_-]+)`", PAGE))
    assert words >= set(bundled_profiles())
    assert words >= set(ServiceOptions.model_fields)
