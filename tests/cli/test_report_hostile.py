"""Files with hostile names, as they lie on disk, through the command line into every format."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from jsonschema import Draft4Validator
from markdown_it import MarkdownIt

from imgrules.document import speakable
from imgrules.reporters import REPORTERS
from imgrules.reporters.ink import safe
from tests.cli.conftest import Run, draw

DATA = Path(__file__).parents[1] / "data"
NAMES = [
    b"<script>alert(1)<script>.png",
    b"<!-- x --> & \"two\" 'one'.png",
    b"new\nline\rback\ttab.png",
    b"=cmd|'/C calc'!A0.png",
    b"@SUM(1+1).png",
    b"+1;=2.png",
    "\u202egpj.exe\u202c\u2066\u200b.png".encode(),
    b"n" * 251 + b".png",
    b"bytes\xff\xfe\x80.png",
    b"back\\slash\\n.png",
    b"::error::pwned.png",
    b"a%0A::error::pwned%2C.png",
    b"\x1b[31mred\x1b]0;title\x07.png",
    b"##[error]pwned ##vso[task.complete].png",
    b"| cell | [link](https:evil.example) `code` *bold*.png",
    b"@someone #12 www.evil.example.png",
    b"]]> &amp; {0} %41.png",
    "\U0001f4f7 \u00fc e\u0301 \ufdd0.png".encode(),
]
STRINGS = [os.fsdecode(name) for name in NAMES]
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no format for people may send out as it is."""


@pytest.fixture
def hostile(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of such pictures and their stored result; the folder is where we are."""
    folder = place / "::warning::"
    folder.mkdir()
    monkeypatch.chdir(folder)
    draw(Path("plain.png"), 60)
    for name in STRINGS:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(Path("plain.png").read_bytes())
    Path("plain.png").unlink()
    made = run("check", ".", "-r", "../acme", "-f", "json=../result.json")
    assert made.exit_code == 1, made.stderr
    return place


def report(run: Run, name: str, *more: str) -> str:
    made = run("report", "../result.json", "-f", f"{name}=../out", *more)
    assert made.exit_code == 1, made.stderr
    return Path("../out").read_bytes().decode("utf-8")


def read_json(text: str) -> list[str]:
    return [image["path"] for image in json.loads(text)["images"]]


def read_jsonl(text: str) -> list[str]:
    lines = [json.loads(line) for line in text.split("\n") if line]
    return [line["path"] for line in lines if line["kind"] == "image"]


def read_sarif(text: str) -> list[str]:
    log = json.loads(text)
    Draft4Validator(json.loads((DATA / "sarif-schema-2.1.0.json").read_text("utf-8"))).validate(log)
    (run,) = log["runs"]
    found = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in run["results"]
    }
    assert found == {each["location"]["uri"] for each in run["artifacts"]}
    return [unquote(uri) for uri in found]


def read_junit(text: str) -> list[str]:
    xmlschema.XMLSchema(DATA / "junit-10.xsd").validate(text)
    root = ET.fromstring(text.encode())  # noqa: S314  (our own)
    names = [suite.attrib["name"] for suite in root.iter("testsuite")][1:]
    assert names == list(dict.fromkeys(case.attrib["classname"] for case in root.iter("testcase")))
    return names


def read_csv(text: str) -> list[str]:
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    for row in rows:
        assert None not in row
        assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]
        assert not [cell for cell in row.values() if re.search(r";\s*[=+\-@]", cell)]
    return list(dict.fromkeys(row["image"].replace("'=", "=") for row in rows))


class Names(HTMLParser):
    """The text of elements that hold nothing but a name, and every tag there is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.tags: set[str] = set()
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self.stack.append(tag)
        if tag == "h3":
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.stack[-2:] == ["h3", "code"]:
            self.names[-1] += data


def read_markdown(text: str) -> list[str]:
    names = Names(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    assert not names.tags & {"script", "img", "strong", "em", "pre"}
    return names.names


READERS = {
    "json": (read_json, speakable),
    "jsonl": (read_jsonl, speakable),
    "sarif": (read_sarif, speakable),
    "junit": (read_junit, safe),
    "csv": (read_csv, lambda name: re.sub(r"^([+@])", r"'\1", safe(name))),
    "markdown": (read_markdown, safe),
}


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_name_comes_back_from_its_parser(run: Run, hostile: Path, name: str) -> None:
    read, written = READERS[name]
    assert sorted(read(report(run, name))) == sorted(written(each) for each in STRINGS)


@pytest.mark.parametrize("name", sorted({*REPORTERS} - {"json", "jsonl", "sarif"}))
def test_nothing_invisible_or_commanding_goes_out(run: Run, hostile: Path, name: str) -> None:
    text = report(run, name, "--show", "all").replace("\r\n", "\n")
    assert not FORBIDDEN.findall(text.removeprefix("\ufeff"))
    assert not [sign for sign in set(text[1:]) if unicodedata.category(sign) in {"Cn", "Co"}]


@pytest.mark.parametrize("name", ["html", "markdown", "junit"])
def test_no_name_becomes_markup(run: Run, hostile: Path, name: str) -> None:
    text = report(run, name, "-v")
    assert "<script>alert" not in text
    assert "<!-- x -->" not in text


def test_no_line_of_text_is_a_command_to_a_ci_system(run: Run, hostile: Path) -> None:
    text = report(run, "text")
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert not re.search(r"##\w*\[", text)


def test_every_line_for_github_is_one_annotation(run: Run, hostile: Path) -> None:
    command = re.compile(r"::(error|warning|notice) (file=[^:,]*,)?title=[^:,]*::.*")
    lines = report(run, "github").split("\n")
    assert lines.pop() == ""
    assert [line for line in lines if not command.fullmatch(line)] == []


@pytest.mark.parametrize("width", ["50", "80"])
def test_the_terminal_is_told_every_name(
    run: Run, hostile: Path, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = run("report", "../result.json", "-q").stdout
    assert not FORBIDDEN.findall(text)
    joined = re.sub(r"\s", "", text)
    for name in STRINGS:
        shown = re.sub(r"##(?=\w*\[)", r"\\x23#", re.sub("^::", r"\\x3a:", safe(name)))
        assert re.sub(r"\s", "", shown) in joined


def test_fresh_reports_are_as_safe_as_stored_ones(run: Run, hostile: Path) -> None:
    for name in READERS:
        fresh = run("check", ".", "-r", "../acme", "-f", f"{name}=../fresh")
        assert fresh.exit_code == 1
        if name != "markdown":  # it tells what the run noted beside its result
            assert Path("../fresh").read_bytes() == report(run, name).encode()
