"""The wheel, installed outside the repository, is whole."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from imgrules import _kernels
from imgrules.testing import Recipe, draw

ROOT = Path(__file__).parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_is_one_for_every_python_from_the_least(wheel: Path) -> None:
    if not _kernels.AVAILABLE:
        pytest.skip("the kernels cannot be built here")
    assert "-cp311-abi3-" in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.startswith("imgrules/_kernels/native.abi3")]
    assert not [name for name in names if name.endswith((".c", ".h"))]


def test_installed_wheel_uses_the_kernels(installed: Run) -> None:
    answer = installed("-m", "imgrules._kernels")
    assert answer.returncode == (0 if _kernels.AVAILABLE else 1), answer.stdout + answer.stderr


def test_wheel_without_kernels_is_pure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path)]
    environment = {**os.environ, "IMGRULES_KERNELS": "off"}
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True, env=environment)
    [wheel] = tmp_path.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "native.abi3" in name]


def test_wheel_is_built_where_no_compiler_is_found(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path)]
    environment = {**os.environ, "CC": str(tmp_path / "no-compiler")}
    made = subprocess.run(
        [*command, str(ROOT)], check=True, capture_output=True, env=environment, text=True
    )
    assert "built without its compiled kernels" in made.stdout + made.stderr
    assert next(tmp_path.glob("*.whl")).name.endswith("-py3-none-any.whl")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Install only the wheel; what it depends on comes from the environment under test."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "venv", with_pip=False)
    python = home / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    target = next((home / "venv").rglob("site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    # The editable install of the checkout must not answer for the wheel: only its dependencies
    # are added, and the wheel's own folder comes first.
    (target / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python), *arguments], cwd=home, capture_output=True, text=True, check=False
        )

    return run


def test_wheel_holds_rules_and_processors_under_its_own_names(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"imgrules", "imgrules_processors"}
    shipped = {name.removeprefix("imgrules/_rules/") for name in names if "/_rules/" in name}
    here = {
        path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*.yaml")
    }
    assert here <= shipped
    assert "_schema/rulebook.v1.json" in shipped


def test_wheel_holds_every_processor_and_service(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    home = ROOT / "processors"
    here = {
        path.relative_to(home).as_posix()
        for path in (home / "imgrules_processors").rglob("*")
        if path.suffix in (".py", ".yaml")
    }
    assert "imgrules_processors/services/pixelapi.yaml" in here
    assert here <= names


def test_installed_wheel_comes_from_the_wheel(installed: Run) -> None:
    answer = installed("-c", "import imgrules; print(imgrules.__file__)")
    assert "elsewhere" in answer.stdout, answer.stderr


def test_installed_wheel_lists_the_rulebooks(installed: Run) -> None:
    answer = installed("-m", "imgrules", "rules", "list")
    assert answer.returncode == 0, answer.stderr
    assert "amazon" in answer.stdout
    assert "ebay" in answer.stdout


def test_installed_wheel_fixes_a_picture(installed: Run, tmp_path: Path) -> None:
    recipe = Recipe.model_validate({"canvas": [900, 900], "subject": {"fill": 0.6}})
    (tmp_path / "shots").mkdir()
    (tmp_path / "shots" / "small.jpg").write_bytes(draw(recipe).data)
    out, state = tmp_path / "ready", tmp_path / "state"
    fix = ("-m", "imgrules", "fix", str(tmp_path / "shots"), "-r", "amazon")
    where = ("--out", str(out), "--state", str(state))
    answer = installed(*fix, *where, "--apply", "--unsafe")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (out / "small.jpg").is_file()
    answer = installed("-m", "imgrules", "undo", "--state", str(state))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert not (out / "small.jpg").exists()


def test_installed_wheel_knows_the_services(installed: Run) -> None:
    answer = installed("-m", "imgrules", "plugins", "--all")
    assert answer.returncode == 0, answer.stderr
    assert "pixelapi" in answer.stdout


def test_installed_wheel_checks_a_picture(installed: Run, tmp_path: Path) -> None:
    recipe = Recipe.model_validate({"canvas": [300, 300], "background": "#fefefe"})
    picture = draw(recipe, "small")
    (tmp_path / "small.jpg").write_bytes(picture.data)
    answer = installed("-m", "imgrules", "check", str(tmp_path), "-r", "amazon")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "300" in answer.stdout
    assert "amazon/" in answer.stdout
