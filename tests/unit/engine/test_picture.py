from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from imgrules import plugins
from imgrules.engine.picture import READABLE, check_picture
from imgrules.images import decode, source
from imgrules.model import Judgement, Measurement, Outcome, Verdict
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

Save = Callable[..., Path]
Answers = Callable[[], object] | None


def test_one_picture_many_rulebooks_is_read_and_decoded_once(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = [
        make_rulebook(
            make_rule("colour", "color.greyscale"),
            make_rule("twice", "set.near_duplicates"),
            make_rule("long", "dimensions.long_edge", params={"min_px": 10 + number}),
            name=f"shop{number}",
        )
        for number in range(3)
    ]
    count = {"read": 0, "decode": 0}

    def counting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **more: object) -> object:
            count[name] += 1
            return real(*args, **more)

        return call

    monkeypatch.setattr("imgrules.images.image.read_file", counting("read", source.read_file))
    monkeypatch.setattr(decode, "decode", counting("decode", decode.decode))
    job = make_job(save(), *books)
    image, problems = check_picture(job.pictures[0], job)
    assert count == {"read": 1, "decode": 1}
    assert {finding.rulebook for finding in image.findings} == {"shop0", "shop1", "shop2"}
    assert problems == ()


@pytest.mark.parametrize("content", [b"", b"not a picture at all", b"\xff\xd8\xff\xe0 cut"])
def test_unreadable_file_fails_whatever_the_rules(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)
    job = make_job(
        path, make_rulebook(make_rule("long", "dimensions.long_edge", params={"max_px": 9}))
    )
    image, _ = check_picture(job.pictures[0], job)
    by_rule = {finding.rule: finding.outcome for finding in image.findings}
    assert by_rule == {"long": Outcome.UNCHECKED, READABLE: Outcome.FAIL}
    assert image.verdict is Verdict.FAIL


def test_vanished_file_is_a_finding(tmp_path: Path) -> None:
    job = make_job(tmp_path / "gone.jpg", make_rulebook())
    image, _ = check_picture(job.pictures[0], job)
    assert image.verdict is Verdict.FAIL
    assert image.sha256 is None
    assert image.findings[0].rule == READABLE


class Crashing(plugins.load_check("dimensions.long_edge").__class__):  # type: ignore[misc]
    def measure(self, image: object, options: object) -> object:
        raise ZeroDivisionError("the check divided by zero")


def test_crashed_check_is_a_problem_and_never_a_pass(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 1}))
    job = make_job(save(), book)
    real = plugins.load_check
    monkeypatch.setattr(
        plugins, "load_check", lambda name: Crashing() if "long" in name else real(name)
    )
    image, problems = check_picture(job.pictures[0], job)
    assert image.verdict is Verdict.UNCHECKED
    assert [problem.kind for problem in problems] == ["check-crashed"]
    assert problems[0].rule == "shop/long"
    assert "divided by zero" in problems[0].message
    assert "test_picture.py" in problems[0].hint


class Odd(plugins.load_check("dimensions.long_edge").__class__):  # type: ignore[misc]
    """A check that misbehaves as it is told."""

    def __init__(self, measured: Answers = None, judged: Answers = None) -> None:
        self.measured, self.judged = measured, judged

    def measure(self, image: object, options: object) -> object:
        sys.stdout.write("noise\n")
        return self.measured() if self.measured else super().measure(image, options)

    def judge(self, measurement: object, params: object) -> object:
        sys.stdout.write("noise\n")
        return self.judged() if self.judged else super().judge(measurement, params)


def _leave() -> object:
    raise SystemExit(0)


def _stop() -> object:
    raise GeneratorExit


def _values(**values: object) -> Callable[[], object]:
    return lambda: Measurement("dimensions.long_edge", 1, values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (Odd(measured=_leave), "SystemExit: 0"),
        (Odd(measured=_stop), "GeneratorExit"),
        (Odd(measured=lambda: None), "measure returned NoneType"),
        (Odd(measured=_values(x=float("nan"))), "JSON cannot hold"),
        (Odd(measured=_values(x=object())), "JSON cannot hold"),
        (Odd(judged=_leave), "SystemExit: 0"),
        (Odd(judged=lambda: 1 // 0), "ZeroDivisionError"),
        (Odd(judged=lambda: "pass"), "judge returned str"),
        (Odd(judged=lambda: Judgement("pass")), "which is no Outcome"),  # type: ignore[arg-type]
    ],
)
def test_a_check_that_misbehaves_is_a_problem_and_never_a_pass(
    save: Save, monkeypatch: pytest.MonkeyPatch, odd: Odd, said: str
) -> None:
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 1}))
    job = make_job(save(), book)
    monkeypatch.setattr(plugins, "load_check", lambda _: odd)
    image, problems = check_picture(job.pictures[0], job)
    assert image.verdict is Verdict.UNCHECKED
    assert [problem.kind for problem in problems] == ["check-crashed"]
    assert problems[0].rule == "shop/long"
    assert said in problems[0].message


def test_what_a_check_prints_does_not_reach_stdout(
    save: Save, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = make_rulebook(make_rule("long", "dimensions.long_edge", params={"min_px": 1}))
    job = make_job(save(), book)
    monkeypatch.setattr(plugins, "load_check", lambda _: Odd())
    image, _ = check_picture(job.pictures[0], job)
    assert image.verdict is Verdict.PASS
    assert capsys.readouterr() == ("", "noise\nnoise\n")


@pytest.mark.parametrize(
    ("role", "category", "region", "applied"),
    [
        ("main", (), None, {"all"}),
        ("swatch", (), None, {"all", "swatch"}),
        ("main", ("clothing",), None, {"all", "clothes", "not-us"}),
        ("main", ("clothing",), "us", {"all", "clothes", "clothes-us"}),
        ("main", ("clothing", "shoes"), "de", {"all", "clothes", "not-us"}),
    ],
)
def test_which_rules_apply(
    save: Save, role: str, category: tuple[str, ...], region: str | None, applied: set[str]
) -> None:
    from imgrules.rulebook.model import When

    book = make_rulebook(
        make_rule("all"),
        make_rule("swatch", applies_to=("swatch",)),
        make_rule("clothes", when=When(category=("clothing",))),
        make_rule("clothes-us", when=When(category=("clothing",), region=("us",))),
        make_rule("not-us", when=When(category=("clothing",), not_region=("us",))),
    )
    job = make_job(save(), book, role=role, categories=category, region=region)
    image, _ = check_picture(job.pictures[0], job)
    assert {finding.rule for finding in image.findings} == applied


def test_verdict_ignores_upcoming_and_checklist(save: Save) -> None:
    from datetime import date

    book = make_rulebook(
        make_rule("look"),
        make_rule(
            "long", "dimensions.long_edge", params={"min_px": 9999}, enforce_from=date(2027, 1, 31)
        ),
    )
    job = make_job(save(), book)
    assert check_picture(job.pictures[0], job)[0].verdict is Verdict.PASS
    job = make_job(save(), book, as_of=date(2027, 2, 1))
    assert check_picture(job.pictures[0], job)[0].verdict is Verdict.FAIL
