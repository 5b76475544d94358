"""What the page on segmenters says of models holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imgrules.config import load_config
from imgrules_processors.onnx_file import LAYOUTS, load
from imgrules_processors.rembg_models import MODELS

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "segmenters.md").read_text("utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", PAGE, re.DOTALL))
SETTINGS = re.findall(r"```yaml\n(schema: 1\nfix:.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("name", FILES)
def test_each_models_yaml_is_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name], "utf-8")
    file = re.search(r"^file: (\S+)", FILES[name], re.MULTILINE)
    assert file
    (tmp_path / file[1]).write_bytes(b"")
    spec, _ = load(tmp_path / name)
    assert name in (f"{spec.layout}.yaml", "custom.yaml")


def test_every_layout_is_shown() -> None:
    assert {f"{layout}.yaml" for layout in LAYOUTS} == set(FILES)


@pytest.mark.parametrize("text", SETTINGS)
def test_the_settings_are_valid(tmp_path: Path, text: str) -> None:
    (tmp_path / "imgrules.yaml").write_text(text, "utf-8")
    assert load_config(tmp_path / "imgrules.yaml").fix.processors_for("background.replace")


def test_the_licences_of_rembgs_models_are_as_the_page_says() -> None:
    table = PAGE[PAGE.index("## Licences") :]
    for name, known in MODELS.items():
        row = next((row for row in table.splitlines() if f"`{name}`" in row), None)
        row = row or next(row for row in table.splitlines() if f"`{name.split('-')[0]}-*`" in row)
        assert row.rstrip(" |").endswith("yes") is bool(known.commercial), name
