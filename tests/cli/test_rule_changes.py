"""What a person sees when rules change: in words, on stored pictures, and at a locked gate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from imgrules import plugins
from tests.cli.conftest import RULEBOOK, Run, draw
from tests.unit.test_plugins import CHECK, install

NEW = (
    RULEBOOK.replace('edition: "2026-01-01"', 'edition: "2026-06-01"')
    .replace("params: {min_px: 100}", "params: {min_px: 140}", 1)
    .replace("params: {min_px: 50}", "params: {min_px: 400}")
)


@pytest.fixture
def editions(shots: Path, place: Path) -> Path:
    (place / "acme" / "2026-06-01.yaml").write_text(NEW, encoding="utf-8")
    return place


def flat(text: str) -> str:
    return " ".join(text.split())


def checked(run: Run, edition: str, *more: str) -> None:
    done = run("check", "shots", "-r", f"./acme@{edition}", "-f", "json=r.json", *more)
    assert done.exit_code in (0, 1), done.output


def test_diff_in_words(editions: Path, run: Run) -> None:
    done = run("rules", "diff", "./acme")
    assert done.exit_code == 0
    assert "acme@2026-01-01 → acme@2026-06-01" in done.output
    assert "Rules: 2 tightened, 4 unchanged" in done.output
    assert "Fewest pixels the longest side may have: 100 → 140 (min_px)" in flat(done.output)
    backwards = run("rules", "diff", "acme/2026-06-01.yaml", "./acme@2026-01-01")
    assert "2 loosened" in backwards.output
    assert "pass under" not in backwards.output


@pytest.mark.parametrize("columns", ["40", "80"])
def test_lines_fit(editions: Path, run: Run, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    checked(run, "2026-01-01")
    done = run("rules", "diff", "./acme", "--replay", "r.json")
    assert max(map(len, done.output.splitlines())) <= int(columns)


def test_replay_says_what_a_fresh_check_says(editions: Path, run: Run) -> None:
    draw(editions / "shots" / "B0TEST0002.MAIN.png", 420)
    (editions / "shots" / "B0TEST0003.MAIN.png").write_bytes(b"")
    checked(run, "2026-01-01")
    for picture in (editions / "shots").iterdir():
        picture.rename(editions / f"gone-{picture.name}")
    done = run("rules", "diff", "./acme", "--replay", "r.json", "-f", "json")
    assert done.exit_code == 0, done.output
    replayed = json.loads(done.output)["replay"]
    (editions / "shots").rmdir()
    (editions / "shots").mkdir()
    for picture in editions.glob("gone-*"):
        picture.rename(editions / "shots" / picture.name.removeprefix("gone-"))
    checked(run, "2026-06-01")
    fresh = json.loads((editions / "r.json").read_text("utf-8"))
    assert replayed["after"]["images"] == fresh["summary"]["images"]
    assert replayed["turns"]["fails"] == 1
    (shift,) = [each for each in replayed["shifts"] if each["turn"] == "fails"]
    assert shift["name"] == "shots/B0TEST0001.MAIN.png"
    assert [(reason["rule"], reason["measured"]) for reason in shift["reasons"]] == [
        ("main-only", "320 px")
    ]


def test_replay_leads_with_the_sentence(editions: Path, run: Run) -> None:
    checked(run, "2026-01-01")
    said = flat(run("rules", "diff", "./acme", "--replay", "r.json").output)
    assert "1 of 2 pictures that pass under acme@2026-01-01 fails under acme@2026-06-01." in said
    assert "320 px, at least 400 px required (main-only)" in said
    markdown = run("rules", "diff", "./acme", "--replay", "r.json", "-f", "markdown").output
    assert "| shots/B0TEST0001.MAIN.png | Main picture at least 50 px: 320 px" in markdown


def test_replay_obeys_the_day(editions: Path, run: Run) -> None:
    checked(run, "2026-01-01")
    same = ("rules", "diff", "./acme@2026-01-01", "./acme@2026-01-01", "--replay", "r.json")
    assert "0 of 2 pictures that pass" in flat(run(*same).output)
    said = flat(run(*same, "--as-of", "2090-01-31").output)
    assert "1 of 2 pictures that pass" in said
    assert "for 2090-01-31 by acme@2026-01-01" in said


def test_what_was_not_measured_is_listed_and_never_passes(editions: Path, run: Run) -> None:
    new = NEW.replace(
        "  - id: main-only",
        "  - id: colour\n    title: In colour\n    check: color.greyscale\n"
        "    severity: error\n    source: {ref: guide}\n  - id: main-only",
    )
    (editions / "acme" / "2026-06-01.yaml").write_text(new, encoding="utf-8")
    checked(run, "2026-01-01")
    done = run("rules", "diff", "./acme", "--replay", "r.json")
    assert "1 picture cannot be told: the result does not hold color.greyscale (1)." in flat(
        done.output
    )
    assert "Run imgrules check -r acme@2026-06-01 on them." in flat(done.output)
    assert "now pass" not in done.output


def test_a_role_the_new_edition_cannot_tell_is_no_pass(editions: Path, run: Run) -> None:
    new = NEW.replace("unmatched: main", "unmatched: error").replace("MAIN", "FRONT")
    (editions / "acme" / "2026-06-01.yaml").write_text(new, encoding="utf-8")
    checked(run, "2026-01-01")
    done = run("rules", "diff", "./acme", "--replay", "r.json")
    assert done.exit_code == 2
    assert "cannot tell the role" in done.stderr


def test_hostile_names(editions: Path, run: Run) -> None:
    name = "<script>\x1b[2J|`x`\u202e"
    draw(editions / "shots" / f"{name}.png", 320)
    checked(run, "2026-01-01")
    for form in ("text", "markdown"):
        said = run("rules", "diff", "./acme", "--replay", "r.json", "-f", form).output
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert "<script" not in said
    assert "\\|\\`x\\`" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("./acme@2026-01-01",), "first edition"),
        (("amazn",), "did you mean amazon"),
        (("./acme", "--replay", "none.json"), "none.json"),
        (("./acme", "--replay", "acme/2026-01-01.yaml"), "no JSON"),
    ],
)
def test_what_cannot_be_compared(
    editions: Path, run: Run, arguments: tuple[str, ...], words: str
) -> None:
    done = run("rules", "diff", *arguments)
    assert done.exit_code == 2
    assert words in done.output


def test_changelog(editions: Path, run: Run) -> None:
    said = run("rules", "changelog", "./acme").output
    assert said.startswith("# Acme shop pictures\n\n## From 2026-01-01 to 2026-06-01\n")
    assert "- **tightened** `longest-side`" in said
    (editions / "acme" / "2026-06-01.yaml").unlink()
    assert "nothing has changed yet" in run("rules", "changelog", "./acme").output
    assert "From 2026-04-14 to 2027-01-31" in run("rules", "changelog").output


@pytest.mark.parametrize(
    ("as_of", "check", "status"),
    [("2027-03-30", True, 0), ("2027-03-31", True, 1), ("2027-03-31", False, 0)],
)
def test_stale(editions: Path, run: Run, as_of: str, check: bool, status: int) -> None:
    done = run("rules", "stale", "./acme", "--as-of", as_of, *(["--check"] if check else []))
    assert done.exit_code == status
    assert ("https://acme.example/guide" in done.output) == (as_of == "2027-03-31")
    assert ("1 source not read" in done.output) == (as_of == "2027-03-31")


def lock(run: Run, *more: str) -> None:
    done = run("rules", "lock", *more)
    assert done.exit_code == 0, done.output


def test_a_locked_gate_keeps_its_edition_and_says_what_is_newer(editions: Path, run: Run) -> None:
    lock(run, "-r", "./acme@2026-01-01")
    for rules in ((), ("-r", "./acme"), ("-r", "./acme@2026-01-01")):
        done = run("check", "shots", *rules, "--locked", "-f", "json")
        assert done.exit_code == 1
        data = json.loads(done.stdout)
        assert data["rulebooks"][0]["edition"] == "2026-01-01"
        (notice,) = data["notices"]
        assert notice["kind"] == "lock/newer-edition"
        assert "acme@2026-06-01 is in force" in notice["message"]
    assert "acme@2026-06-01 is in force" in run("rules", "lock", "--check").output
    assert "acme@2026-06-01 (was 2026-01-01)" in run("rules", "lock").output
    done = run("check", "shots", "--locked", "-f", "json")
    assert json.loads(done.stdout)["notices"] == []


def test_every_difference_is_named(editions: Path, run: Run) -> None:
    lock(run, "-r", "./acme@2026-01-01")
    file = editions / "imgrules.lock"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("dimensions.long_edge: 1", "dimensions.long_edge: 3").replace(
            'imgrules: "', 'imgrules: "9'
        )
    )
    book = editions / "acme" / "2026-01-01.yaml"
    book.write_text(RULEBOOK.replace("min_px: 100", "min_px: 101", 1))
    for arguments in (("check", "shots", "--locked"), ("rules", "lock", "--check")):
        done = run(*arguments)
        assert done.exit_code == 2
        for words in ("imgrules is", "not those that were locked", "is version 1, locked is 3"):
            assert words in done.stderr
        assert "imgrules rules lock" in done.stderr


def test_a_locked_edition_that_is_gone(editions: Path, run: Run) -> None:
    lock(run, "-r", "./acme@2026-01-01")
    (editions / "acme" / "2026-01-01.yaml").unlink()
    done = run("check", "shots", "--locked")
    assert done.exit_code == 2
    assert "has no edition 2026-01-01" in flat(done.stderr)


@pytest.mark.parametrize(
    ("rules", "words"),
    [("amazon", "amazon is not locked"), ("./acme@2026-06-01", "acme@2026-06-01 was asked for")],
)
def test_what_is_not_locked_is_refused(editions: Path, run: Run, rules: str, words: str) -> None:
    lock(run, "-r", "./acme@2026-01-01")
    done = run("check", "shots", "-r", rules, "--locked")
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize("text", [None, "", "schema: 1\n", "<<<<<<< HEAD\n"])
def test_a_missing_or_damaged_lock(editions: Path, run: Run, text: str | None) -> None:
    if text is not None:
        (editions / "imgrules.lock").write_text(text)
    done = run("check", "shots", "-r", "./acme", "--locked")
    assert done.exit_code == 2
    assert "imgrules rules lock -r" in done.stderr
    lock(run, "-r", "./acme")
    assert run("check", "shots", "-r", "./acme", "--locked").exit_code == 1


def test_paths_count_from_the_lock_file(
    editions: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(run, "-r", "acme/2026-06-01.yaml")
    assert '"./acme/2026-06-01.yaml":' in (editions / "imgrules.lock").read_text("utf-8")
    (editions / "below").mkdir()
    monkeypatch.chdir(editions / "below")
    done = run("check", "../shots", "--locked", "--lock", "../imgrules.lock", "-q")
    assert done.exit_code == 1, done.output
    assert run("check", "../shots", "--lock", "../imgrules.lock").exit_code == 2


def test_the_settings_name_what_to_lock(editions: Path, run: Run) -> None:
    (editions / "imgrules.yaml").write_text(
        "schema: 1\ncheck: {rules: [./acme], locked: true, lock: gate.lock}\n"
    )
    assert run("check", "shots").exit_code == 2
    lock(run)
    assert "2026-06-01" in (editions / "gate.lock").read_text("utf-8")
    assert run("check", "shots").exit_code == 1


def test_a_plug_in_that_changes_or_goes_turns_the_gate_red(
    editions: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = editions / "site"
    check = CHECK.format(cls="Made", api=1, name="other.thing")
    points = {"checks": {"other.thing": "other_checks:Made"}}
    install(site, "other-checks", entry_points=points, modules={"other_checks.py": check})
    monkeypatch.syspath_prepend(str(site))
    plugins.reset()
    book = editions / "acme" / "2026-06-01.yaml"
    book.write_text(NEW.replace("dimensions.long_edge", "other.thing", 1)
                    .replace("min_px: 140", "limit: 3"))  # fmt: skip
    lock(run, "-r", "./acme")
    text = (editions / "imgrules.lock").read_text("utf-8")
    assert '"other-checks": "1.2"' in text
    assert run("check", "shots", "--locked", "-j", "1").exit_code in (0, 1)
    (editions / "imgrules.lock").write_text(text.replace('"1.2"', '"1.1"'))
    done = run("check", "shots", "--locked")
    assert done.exit_code == 2
    assert "the plug-in other-checks is 1.2, locked is 1.1" in done.stderr
    (site / "other_checks-1.2.dist-info" / "entry_points.txt").unlink()
    plugins.reset()
    done = run("check", "shots", "--locked")
    assert done.exit_code == 2
    assert "no installed plug-in provides the check other.thing" in flat(done.stderr)


@pytest.fixture(autouse=True)
def _no_plug_ins_left() -> Iterator[None]:
    yield
    plugins.reset()


def test_nothing_to_lock(place: Path, run: Run) -> None:
    done = run("rules", "lock")
    assert done.exit_code == 2
    assert "imgrules rules lock -r RULEBOOK" in done.stderr


def test_a_gate_that_judges_by_less_than_is_locked_says_so(editions: Path, run: Run) -> None:
    lock(run, "-r", "./acme", "-r", "google")
    done = run("check", "shots", "-r", "./acme", "--locked", "-f", "json")
    (notice,) = json.loads(done.stdout)["notices"]
    assert notice["kind"] == "lock/not-judged"
    assert "google is locked in imgrules.lock and is not judged by" in notice["message"]
    assert json.loads(run("check", "shots", "--locked", "-f", "json").stdout)["notices"] == []
