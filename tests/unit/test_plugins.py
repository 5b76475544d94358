from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from imgrules import plugins
from imgrules.checks import CHECKS
from imgrules.errors import PluginError

CHECK = '''
from imgrules import ext

class {cls}:
    """A check."""

    api = {api}
    name = "{name}"
    version = 1
    needs = ext.Need.HEADER
    Options = ext.Options

    class Params(ext.Params):
        limit: int = 1

    def measure(self, image, options):
        return ext.Measurement(self.name, 1, {{}})

    def judge(self, measurement, params):
        return ext.Judgement(ext.Outcome.PASS)
'''


def install(
    site: Path,
    distribution: str,
    *,
    entry_points: Mapping[str, Mapping[str, str]],
    modules: Mapping[str, str],
    version: str = "1.2",
) -> None:
    """Write modules and a .dist-info with entry points into a folder of sys.path."""
    for name, text in modules.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", encoding="utf-8"
    )
    lines = []
    for group, points in entry_points.items():
        lines += [f"[imgrules.{group}]", *(f"{name} = {to}" for name, to in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def check(self, distribution: str, name: str, module: str, **kwargs: object) -> None:
        text = kwargs.pop("text", None) or CHECK.format(
            cls="Made", api=kwargs.pop("api", 1), name=kwargs.pop("calls_itself", name)
        )
        self.install(
            distribution,
            entry_points={"checks": {name: f"{module}:Made"}},
            modules={f"{module}.py": text},
        )

    def install(self, distribution: str, **kwargs: object) -> None:
        install(self.folder, distribution, **kwargs)
        plugins.reset()


@pytest.fixture
def site(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    plugins.reset()
    yield Site(folder)
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(folder) in str(
            sys.modules[name].__file__
        ):
            del sys.modules[name]
    monkeypatch.undo()
    plugins.reset()


def status(name: str, *, probe: bool = False) -> str:
    [info] = {info for info in plugins.list_plugins(probe=probe) if info.name == name}
    return info.status


def test_a_built_in_check_is_made_once():
    check = plugins.load_check("dimensions.long_edge")
    assert check.name == "dimensions.long_edge"
    assert plugins.load_check("dimensions.long_edge") is check


def test_a_third_party_check_is_found_by_its_entry_point(site):
    site.check("imgrules-acme", "acme.barcode", "acme_barcode")
    assert "acme.barcode" in plugins.check_names()
    assert plugins.load_check("acme.barcode").name == "acme.barcode"


def test_listing_imports_nothing(site):
    site.check("imgrules-acme", "acme.barcode", "acme_barcode", text="raise SystemExit('imported')")
    [info] = [info for info in plugins.list_plugins() if info.name == "acme.barcode"]
    assert info == plugins.PluginInfo("acme.barcode", "check", "imgrules-acme", "1.2", "ready")
    assert "acme_barcode" not in sys.modules


def test_listing_built_in_checks_imports_none_of_them():
    code = (
        "import sys; from imgrules import plugins; plugins.list_plugins();"
        "print([m for m in sys.modules if m in ('numpy', 'cv2', 'pydantic') or"
        " m.startswith(('imgrules.checks.', 'imgrules_processors'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_loading_built_in_checks_imports_nothing_that_measures():
    code = (
        "import sys; from imgrules import plugins; from imgrules.checks import CHECKS;"
        "[plugins.load_check(name) for name in CHECKS];"
        "print([m for m in ('numpy', 'cv2', 'PIL', 'colour', 'scipy', 'onnxruntime')"
        " if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]", "import what measures inside the check's measure()"


def built_in(kind: str) -> set[str]:
    listed = plugins.list_plugins()
    return {info.name for info in listed if info.origin == plugins.BUILT_IN and info.kind == kind}


def test_the_list_names_every_built_in_check_and_processor():
    assert built_in("check") == set(CHECKS)
    assert built_in("processor") == {
        "built-in", "local", "onnx", "rembg", "photoroom", "pixelapi", "pixelapi-edit", "removebg",
    }  # fmt: skip


def test_built_in_processors_keep_what_the_table_promises():
    for name in plugins.PROCESSORS:
        assert plugins.load("processor", name).name == name
    own = [info for info in plugins.list_plugins(probe=True) if info.origin == plugins.BUILT_IN]
    assert {info.status for info in own} == {"ready"}


def test_a_missing_check_says_what_to_install(site):
    with pytest.raises(
        PluginError, match=r"no installed plug-in provides the check acme\.none"
    ) as e:
        plugins.load_check("acme.none")
    assert "install the package" in (e.value.hint or "")


def test_a_broken_plug_in_harms_only_who_uses_it(site):
    site.check("imgrules-acme", "acme.broken", "acme_broken", text="import not_there_at_all")
    site.check("imgrules-good", "good.thing", "good_thing")
    assert plugins.load_check("good.thing").name == "good.thing"
    assert status("acme.broken") == "ready"
    assert status("acme.broken", probe=True).startswith("broken: acme.broken from imgrules-acme")
    with pytest.raises(PluginError, match=r"acme\.broken from imgrules-acme .*not_there_at_all"):
        plugins.load_check("acme.broken")


def test_two_providers_of_one_name_are_both_named(site):
    site.check("imgrules-acme", "acme.barcode", "acme_one")
    site.check("imgrules-other", "acme.barcode", "acme_two")
    with pytest.raises(PluginError, match="by imgrules-acme and by imgrules-other"):
        plugins.load_check("acme.barcode")
    assert "provided twice" in status_of_all("acme.barcode")


def status_of_all(name: str) -> str:
    return " ".join(info.status for info in plugins.list_plugins() if info.name == name)


@pytest.mark.parametrize("name", ["background.better", "canvas.extra", "imgrules.mine"])
def test_a_built_in_family_is_not_for_third_parties(site, name):
    site.check("imgrules-acme", name, "acme_family")
    with pytest.raises(PluginError, match="which is built in"):
        plugins.load_check(name)


def test_a_built_in_check_cannot_be_replaced(site):
    site.check("imgrules-acme", "dimensions.long_edge", "acme_edge")
    assert type(plugins.load_check("dimensions.long_edge")).__module__.startswith("imgrules.")


def test_a_name_needs_a_vendor_word(site):
    site.check("imgrules-acme", "barcode", "acme_bare")
    with pytest.raises(PluginError, match="lacks a vendor word"):
        plugins.load_check("barcode")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"api": 99}, "plug-in interface 99"),
        ({"calls_itself": "acme.other"}, "calls itself acme.other"),
        ({"text": "class Made:\n    api = 1\n"}, "lacks Options, Params, judge"),
        ({"text": "x = 1\n"}, "AttributeError"),
    ],
)
def test_a_check_that_does_not_keep_the_contract_is_refused(site, wrong, says):
    site.check("imgrules-acme", "acme.wrong", "acme_wrong", **wrong)
    with pytest.raises(PluginError, match=says):
        plugins.load_check("acme.wrong")


@pytest.mark.parametrize(
    ("allowed", "loads"), [("acme", True), ("other, acme", True), ("other", False), ("none", False)]
)
def test_loading_can_be_restricted_to_vendors(site, monkeypatch, allowed, loads):
    site.check("imgrules-acme", "acme.barcode", "acme_limited")
    monkeypatch.setenv("IMGRULES_PLUGINS", allowed)
    plugins.reset()
    assert ("acme.barcode" in plugins.check_names()) is loads
    if loads:
        assert plugins.load_check("acme.barcode")
        return
    with pytest.raises(PluginError, match="IMGRULES_PLUGINS does not permit 'acme'"):
        plugins.load_check("acme.barcode")
    assert "does not permit" in status("acme.barcode")
    assert plugins.load_check("dimensions.long_edge")


def test_other_kinds_come_as_they_are(site):
    site.install(
        "imgrules-acme",
        entry_points={
            "reporters": {"acme": "acme_parts:REPORT"},
        },
        modules={"acme_parts.py": "REPORT = 'r'\n"},
    )
    assert plugins.load("reporter", "acme") == "r"
    assert plugins.names("reporter") == ("acme",)


PROCESSOR = """
from imgrules import ext

class Relight:
    api = {api}
    name = "{name}"
    version = 1
    operations = {operations}
    Options = {options}

    def offer(self, operation, facts, params): ...
    def run(self, operation, draft, params, context): ...

made = Relight()
"""


def relight(site, *, target="Relight", text=PROCESSOR, **stated):
    said = {"api": 1, "name": "acme.relight", "operations": ("background.replace",),
            "options": "ext.Options", **stated}  # fmt: skip
    site.install(
        "imgrules-acme",
        entry_points={"processors": {"acme.relight": f"acme_light:{target}"}},
        modules={"acme_light.py": text.format(**said)},
    )


def test_a_processor_comes_as_its_class(site):
    relight(site)
    assert plugins.names("processor") == ("acme.relight",)
    assert "acme.relight" in plugins.processor_names()
    assert isinstance(plugins.load("processor", "acme.relight"), type)
    assert status("acme.relight", probe=True) == "ready"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"api": 99}, "plug-in interface 99"),
        ({"name": "acme.other"}, "calls itself acme.other"),
        ({"operations": ("shine",)}, "does shine, which is no operation"),
        ({"options": "dict"}, "Options that do not derive"),
        ({"target": "made"}, "is no class"),
        ({"target": "made.offer"}, "lacks Options, api, name, offer, operations, run, version"),
        ({"text": "x = 1\n"}, "AttributeError"),
    ],
)
def test_a_processor_that_does_not_keep_the_contract_is_refused(site, wrong, says):
    relight(site, **wrong)
    with pytest.raises(PluginError, match=says):
        plugins.load("processor", "acme.relight")
    assert status("acme.relight", probe=True).startswith("broken: ")


BOOK = """\
schema: 1
rulebook: {name}
edition: "2026-01-01"
title: T
rules: []
"""


def test_a_package_ships_rulebooks_and_none_of_its_code_runs(site):
    from datetime import date

    from imgrules.rulebook.load import list_rulebooks, load_rulebook

    site.install(
        "imgrules-acme",
        entry_points={"rulebooks": {"acme": "acme_books.rules"}},
        modules={
            "acme_books/__init__.py": "raise SystemExit('imported')",
            "acme_books/rules/2026-01-01.yaml": BOOK.format(name="acme"),
            "acme_books/rules/shoes/2026-01-01.yaml": BOOK.format(name="acme/shoes"),
        },
    )
    listed = {book.name: book.origin for book in list_rulebooks()}
    assert listed["acme"] == listed["acme/shoes"] == "imgrules-acme"
    assert load_rulebook("acme", as_of=date(2026, 2, 1)).spec == "acme@2026-01-01"
    assert load_rulebook("acme/shoes", as_of=date(2026, 2, 1)).name == "acme/shoes"


def test_a_package_whose_rulebooks_are_gone_is_refused_when_used_and_hides_no_other(site):
    from datetime import date

    from imgrules.rulebook.load import list_rulebooks, load_rulebook

    site.install(
        "imgrules-acme", entry_points={"rulebooks": {"acme": "acme_gone.rules"}}, modules={}
    )
    assert "acme" not in {book.name for book in list_rulebooks()}
    with pytest.raises(PluginError, match=r"from imgrules-acme cannot be found"):
        load_rulebook("acme", as_of=date(2026, 2, 1))
    assert status("acme", probe=True).startswith("broken:")
