from __future__ import annotations

from pathlib import Path

import pytest

from imgrules.config import (
    Config,
    Fix,
    config_schema,
    find_config,
    load_config,
    settings_data,
)
from imgrules.errors import RulebookError, RulebookErrors, UsageError

WHOLE = """\
schema: 1
fix:
  allow: [unsafe, size.enlarge]
  processors: {background.replace: [local, pixelapi], overlay.erase: [pixelapi]}
  background: {color: "#f0f0f0", shadow: natural, prompt: "on a wooden table"}
  budget: {per_image: 20, per_run: 500.5}
  options: {onnx: {model: models/isnet.yaml}, pixelapi: {plan: starter}}
  services: [my-service.yaml]
"""


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "imgrules.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusals(path: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load_config(path)
    problem = caught.value
    faults = problem.faults if isinstance(problem, RulebookErrors) else [problem]
    return [
        f"{(each.location or '').rsplit(':', 2)[1]}: "
        f"{each.message.removeprefix(f'{each.location}: ')} ({each.hint})"
        for each in faults
    ]


def test_everything_the_file_may_say(write):
    settings = load_config(write(WHOLE))
    fix = settings.fix
    assert fix.allow == ("unsafe", "size.enlarge")
    assert fix.processors_for("background.replace") == ("local", "pixelapi")
    assert fix.processors_for("overlay.erase") == ("pixelapi",)
    assert (fix.background.color, fix.background.shadow) == ("#f0f0f0", "natural")
    assert (fix.budget.per_image, fix.budget.per_run) == (20.0, 500.5)
    assert fix.options["onnx"] == {"model": "models/isnet.yaml"}
    assert settings.services == (write(WHOLE).parent / "my-service.yaml",)
    assert str(settings.where("fix", "options", "pixelapi")).endswith(":7:47")


def test_without_a_file_everything_is_as_it_comes(tmp_path):
    settings = load_config(start=tmp_path)
    assert settings.config == Config() == load_config().config
    assert settings.path is settings.where("fix") is None
    assert settings.fix.processors_for("background.whiten") == ("built-in",)
    assert settings.fix.processors_for("background.replace") == ("local",)
    assert settings.fix.processors_for("canvas.crop") == ("built-in",)
    assert settings.fix.processors_for("overlay.erase") == ()


def test_the_nearest_file_above_is_found_and_a_named_one_wins(tmp_path, write):
    path = write("schema: 1\nfix: {allow: [unsafe]}\n")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_config(deep) == path
    assert load_config(start=deep).fix.allow == ("unsafe",)
    other = tmp_path / "other.yaml"
    other.write_text("schema: 1\n", encoding="utf-8")
    assert load_config(other, start=deep).fix.allow == ()
    with pytest.raises(UsageError, match="no such file"):
        load_config(tmp_path / "gone.yaml")


def test_every_slip_is_told_with_its_line_and_the_word_meant(write):
    found = refusals(
        write("""\
schema: 1
fix:
  alow: [unsafe]
  allow: [unsave]
  processors: {background.replce: [local], overlay.erase: pixelapi}
  background: {color: white, shadow: natral}
  budget: {per_image: -2}
""")
    )
    assert found == [
        "3: unknown key alow (did you mean allow?)",
        "4: item 1 of allow cannot be 'unsave' (did you mean unsafe?)",
        "5: unknown key background.replce (did you mean background.replace?)",
        "5: overlay.erase must be a list, not 'pixelapi' (write it in brackets: [pixelapi])",
        "6: color 'white' is not well formed (it must match ^#[0-9a-fA-F]{6}$)",
        "6: shadow cannot be 'natral' (did you mean natural?)",
        "7: per_image is -2 (it must be at least 0)",
    ]


def test_files_that_are_no_settings(write):
    assert refusals(write("fix: {}\n")) == ["1: the file lacks schema (add schema:)"]
    assert "must be 1" in refusals(write("schema: 2\n"))[0]
    assert "already given" in refusals(write("schema: 1\nschema: 1\n"))[0]
    with pytest.raises(RulebookError, match="is empty"):
        load_config(write(""))


def test_safe_steps_need_no_leave_and_suggestions_their_own():
    nothing, unsafe = Fix(), Fix(allow=("unsafe",))
    assert nothing.allows("canvas.pad", "safe")
    assert not nothing.allows("size.reduce", "unsafe")
    assert unsafe.allows("size.reduce", "unsafe")
    assert not unsafe.allows("size.enlarge", "suggest")
    named = Fix(allow=("size.enlarge",))
    assert named.allows("size.enlarge", "suggest")
    assert not named.allows("overlay.erase", "suggest")


def test_words_are_held_against_the_list_without_a_file_too():
    with pytest.raises(ValueError, match="did you mean unsafe"):
        Fix(allow=("unsave",))


def test_settings_as_data_and_schema(write):
    fix = load_config(write(WHOLE)).fix
    assert Fix.model_validate(settings_data(fix)) == fix
    operations = config_schema()["definitions"]["Fix"]["properties"]["processors"]["properties"]
    assert "overlay.erase" in operations
