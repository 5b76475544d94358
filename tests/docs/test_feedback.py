"""What the page on a marketplace's refusals tells a reader to do does what it says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgrules.cli import app
from tests.docs.samples import draw_samples

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "feedback.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
LINES = re.findall(r"^ *(imgrules .*)$", PAGE, re.MULTILINE)
PICTURES = (
    "B0CHAIN006.MAIN.jpg",
    "B0TEABOX04.MAIN.jpg",
    "B0RING0005.MAIN.jpg",
    "B0WATCH012.MAIN.jpg",
)


def run(line: str) -> Result:
    return CliRunner().invoke(app, shlex.split(line)[1:], prog_name="imgrules")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        draw_samples(Path("shots"), *PICTURES)
        for name, text in FILES.items():
            Path(name).write_text(text, encoding="utf-8")
        Path("listings.txt").write_text("seller-sku\tasin1\nB0WATCH012\tX\n", encoding="utf-8")
        assert run(LINES[0]).exit_code == 1
    return folder


@pytest.fixture(autouse=True)
def _there(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.mark.parametrize("line", LINES[1:])
def test_every_command_runs(line: str) -> None:
    done = run(line)
    assert done.exit_code == 0, done.output


def test_what_amazon_refused() -> None:
    told = run(LINES[1]).stdout
    assert "Amazon, Suppressed Listings report: 3 rows (amazon-suppressed, utf-8)" in told
    assert "1 we failed it too" in told
    assert "1 we passed it" in told
    assert "B0TEABOX04 (suppressed.txt:3)" in told
    assert "Moonlight in the picture" in told
    for column in re.findall(r"^\| (\w+) \| ", PAGE, re.MULTILINE)[1:]:
        assert column in told


def test_the_mapping_on_the_page_maps() -> None:
    done = run(f"{LINES[-1]} -f json")
    told = json.loads(done.stdout)
    assert [each["said"] for each in told["refusals"]] == ["agreed"]
    assert (told["refusing_rows"], told["accepting_rows"]) == (1, 1)
    assert {each["product"] for each in told["alarms"] if each["known"]} == {"B0TEABOX04"}


def test_only_what_is_listed_counts() -> None:
    told = json.loads(run(f"{LINES[2]} -f json").stdout)
    assert told["pictures_accepted"] == 1
    assert {each["product"] for each in told["alarms"]} == {"B0WATCH012"}
