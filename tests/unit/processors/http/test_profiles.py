from __future__ import annotations

from datetime import date

import pytest

from imgrules.errors import RulebookError, RulebookErrors
from imgrules.fixes.services import bundled_profiles, load_profile, price
from imgrules_processors.http.choose import choose
from imgrules_processors.http.service import Service
from imgrules_processors.http.settings import ServiceOptions, settle

DAY = date(2026, 11, 21)
SHORT = """\
schema: 1
name: mine
title: Mine
docs: https://example.test/docs
retrieved: "2026-11-21"
base_url: https://api.example.test
user_agent: imgrules/1
key: {env: MY_KEY}
limits:
  plans: {free: 5}
  plan: free
calls:
  cut-out:
    operation: background.replace
    gives: cutout
    path: /cut
    reply: bytes
prices:
  - {since: "2026-02-01", source: a page, credits: {cut-out: 2}}
  - {since: "2026-01-01", source: a page, credits: {cut-out: 1}}
"""


@pytest.fixture
def faults(tmp_path):
    """Return a function that loads the short profile with one text replaced by another."""

    def load(old: str, new: str) -> list[str]:
        assert old in SHORT
        path = tmp_path / "mine.yaml"
        path.write_text(SHORT.replace(old, new), encoding="utf-8")
        with pytest.raises(RulebookError) as told:
            load_profile(path)
        found = told.value.faults if isinstance(told.value, RulebookErrors) else [told.value]
        return [f"{each} ({each.hint})".removeprefix(f"{path}:") for each in found]

    return load


def test_a_new_service_is_a_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, encoding="utf-8")
    service = Service(load_profile(path))
    assert service.name == "mine"
    assert service.operations == ("background.replace",)


@pytest.mark.parametrize("name", ["photoroom", "pixelapi", "pixelapi-edit", "removebg"])
def test_bundled_profiles_load_under_their_own_name_and_price_what_they_can(name):
    profile = load_profile(bundled_profiles()[name])
    assert profile.name == name
    assert price(profile, "background.replace", DAY) > 0
    assert all(price(profile, call, DAY) for call in profile.calls)
    assert profile.base_url.startswith("https://")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("user_agent", "user_agnt", "7:1: unknown key user_agnt (did you mean user_agent?)"),
        (
            "background.replace",
            "background.replaced",
            "14:16: operation cannot be 'background.replaced' "
            "(did you mean background.replace?)",
        ),
        ("gives: cutout", "gives: cut", "15:12: gives cannot be 'cut' (did you mean cutout?)"),
        ("  plan: free", "  plan: fre", "11:9: fre is none of the plans (did you mean free?)"),
        (
            "credits: {cut-out: 1}",
            "credits: {cutout: 1}",
            "20:53: cutout is none of the calls (did you mean cut-out?)",
        ),
        ("reply: bytes", "reply: job", "17:12: cut-out is answered with a job, but the file does "
         "not say how to ask about one (add job:)"),
        ("https://api", "http://api", "6:11: the key would travel unencrypted (write https:)"),
        ("2026-02-01", "2026-02-31", "19:13: 2026-02-31 is no day of the calendar (None)"),
        ("free: 5", "free: 0", "10:17: free allows no request a minute (None)"),
        ("path: /cut", "path: /cut\n    picture: {as: base64}",
         "17:14: cut-out sends the picture as base64 in a body of multipart "
         "(a file goes with multipart, text with json or form)"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place_and_the_word_that_was_meant(old, new, told, faults):
    assert told in faults(old, new)


def test_several_slips_are_told_together(faults):
    assert len(faults("title: Mine\ndocs", "titel: Mine\ndoc")) == 4


def test_the_newest_table_that_has_begun_counts(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, encoding="utf-8")
    profile = load_profile(path)
    assert price(profile, "background.replace", date(2025, 12, 31)) is None
    assert price(profile, "background.replace", date(2026, 1, 1)) == 1
    assert price(profile, "background.replace", date(2026, 1, 31)) == 1
    assert price(profile, "cut-out", date(2026, 2, 1)) == 2
    assert price(profile, "overlay.erase", DAY) is None


def test_prices_drift_and_a_table_keeps_what_it_does_not_name():
    profile = load_profile(bundled_profiles()["pixelapi"])
    spring, later = date(2026, 3, 1), date(2026, 5, 5)
    assert [price(profile, "cut-out", day) for day in (spring, later)] == [2, 10]
    assert [price(profile, "erase-text", day) for day in (spring, later)] == [None, 20]
    assert price(profile, "background.replace", later, {"prompt": "a table"}) == 75


def test_the_most_specific_call_is_meant():
    profile = load_profile(bundled_profiles()["pixelapi"])
    assert choose(profile, "background.replace", {"prompt": ""}) == "cut-out"
    assert choose(profile, "background.replace", {"prompt": "moss"}) == "lifestyle"
    assert choose(profile, "background.replace", {"shadow": "service"}) == "shadow"
    assert choose(profile, "overlay.erase", {"what": "watermark"}) == "erase-watermark"


@pytest.mark.parametrize(
    ("options", "seconds"),
    [({}, 12), ({"plan": "starter"}, 3), ({"plan": "scale"}, 2), ({"interval_s": 1}, 1)],
)
def test_a_small_plan_is_not_spent_on_questions(options, seconds):
    profile = load_profile(bundled_profiles()["pixelapi"])
    assert settle(profile, ServiceOptions(**options)).interval_s == seconds


@pytest.mark.parametrize(
    ("options", "told"),
    [({"plan": "gold"}, "has no plan gold; plans: free, starter"),
     ({"base_url": "http://api.example.test"}, "is not https")],
)  # fmt: skip
def test_options_that_contradict_the_profile_are_refused(options, told):
    profile = load_profile(bundled_profiles()["pixelapi"])
    with pytest.raises(ValueError, match=told):
        Service(profile, Service.Options(**options))
