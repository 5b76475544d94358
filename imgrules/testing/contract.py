"""Whether a check keeps the contract of ``imgrules.ext``, and whether it says what it should.

Failures are ``AssertionError`` with a sentence; no test framework is needed.
"""

from __future__ import annotations

import inspect
import json
import re
import tempfile
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from imgrules import ext
from imgrules.images.image import Image
from imgrules.testing.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADINGS = ("What it measures:", "How:", "Parameters:", "Limits:")
_NAME = re.compile(r"^[a-z0-9]+([_-][a-z0-9]+)*(\.[a-z0-9]+([_-][a-z0-9]+)*)+$")

AnyCheck = ext.Check[Any, Any]
Subject = Recipe | Mapping[str, Any] | Path


def assert_check(
    check: AnyCheck | type[AnyCheck],
    picture: Subject,
    *,
    outcome: ext.Outcome | str,
    params: Mapping[str, Any] | None = None,
    values: Mapping[str, ext.Value] | None = None,
    note: str = "",
    region_overlaps: tuple[int, int, int, int] | None = None,
) -> ext.Judgement:
    """Measure and judge one picture and compare.

    ``picture``: a recipe, its keys as a dict, or the path of a file. ``params``: as in a rulebook.
    ``values``: measured values that must be equal. ``note``: words the judgement's note must hold.
    """
    made = check() if isinstance(check, type) else check
    checked = made.Params.model_validate(dict(params or {}))
    with opened(picture) as image:
        measurement = made.measure(image, _options(made, checked))
    judgement = made.judge(measurement, checked)
    said = f"{made.name}: {judgement.measured}; {judgement.note}; values {dict(measurement.values)}"
    _require(
        judgement.outcome == ext.Outcome(outcome),
        f"expected {ext.Outcome(outcome).value}, got {judgement.outcome.value}: {said}",
    )
    for name, wanted in (values or {}).items():
        got = measurement.values.get(name)
        _require(got == wanted, f"{made.name}: {name} is {got!r}, expected {wanted!r}")
    _require(note in judgement.note, f"the note does not say {note!r}: {said}")
    if region_overlaps is not None:
        touched = any(_overlap(region_overlaps, region) for region in judgement.regions)
        _require(touched, f"no region touches {region_overlaps}: {judgement.regions}")
    return judgement


def assert_check_contract(
    check_class: type[AnyCheck],
    picture: Subject | None = None,
    *,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Hold a check class against the contract.

    Looks at what it declares, its published page and its parameters' descriptions; measures
    ``picture`` (a plain product shot by default) twice, and judges with ``params`` twice. A check
    that looks at pixels must not pass a picture that ends in the middle.
    """
    check = check_class()
    _assert_declares(check)
    _assert_page(check_class)
    _assert_models(check)
    checked = check.Params.model_validate(dict(params or {}))
    first = _measured(check, picture, checked)
    _require(first == _measured(check, picture, checked), f"{check.name}: measuring differs")
    _assert_plain(check, first)
    _assert_damage_shows(check, checked)
    first = _combined(check, first)
    _require(bool(first.values), f"{check.name}: nothing was measured")
    judgement = check.judge(first, checked)
    _require(judgement == check.judge(first, checked), f"{check.name}: judging is not pure")
    words = bool(judgement.measured)
    _require(words, f"{check.name}: a judgement says in words what was measured")


@contextmanager
def opened(picture: Subject) -> Iterator[Image]:
    """Open a recipe or a file as checks see it."""
    if isinstance(picture, Path):
        yield Image(picture)
        return
    from imgrules.testing.pictures import draw

    recipe = picture if isinstance(picture, Recipe) else Recipe.model_validate(dict(picture))
    with tempfile.TemporaryDirectory(prefix="imgrules-") as folder:
        drawn = draw(recipe)
        path = Path(folder) / drawn.name
        path.write_bytes(drawn.data)
        yield Image(path)


def _measured(check: AnyCheck, picture: Subject | None, params: ext.Params) -> ext.Measurement:
    plain = {"canvas": [400, 400]}
    with opened(plain if picture is None else picture) as image:
        return check.measure(image, _options(check, params))


def _combined(check: AnyCheck, share: ext.Measurement) -> ext.Measurement:
    """Return what ``judge`` sees: for a set check, two equal pictures together."""
    combine = getattr(check, "combine", None)
    if combine is None:
        return share
    members = [ext.Member(path, "main", share) for path in ("one.jpg", "two.jpg")]
    combined = combine(members)
    _require(combined == combine(members), f"{check.name}: combining differs")
    _assert_plain(check, combined)
    return cast("ext.Measurement", combined)


def _assert_damage_shows(check: AnyCheck, params: ext.Params) -> None:
    if check.needs in (ext.Need.FILE, ext.Need.HEADER):
        return
    try:
        damaged = _combined(
            check, _measured(check, {"canvas": [400, 400], "truncate": 0.4}, params)
        )
    except ext.UnreadableError:
        return  # the engine turns it into `unchecked`
    outcome = check.judge(damaged, params).outcome
    _require(outcome is not ext.Outcome.PASS, f"{check.name}: passes a picture that is cut short")


def _options(check: AnyCheck, params: ext.Params) -> ext.Options:
    named = set(check.Options.model_fields)
    return check.Options.model_validate(params.model_dump(include=named))


def _assert_declares(check: AnyCheck) -> None:
    name = type(check).__name__
    _require(check.api == ext.API, f"{name}: api must be {ext.API}")
    _require(bool(_NAME.match(check.name)), f"{name}: {check.name!r} is not family.name")
    _require(check.version >= 1, f"{name}: version counts from 1")
    _require(isinstance(check.needs, ext.Need), f"{name}: needs is one of ext.Need")


def _assert_page(check_class: type[AnyCheck]) -> None:
    page = inspect.getdoc(check_class) or ""
    paragraphs = [" ".join(part.split()) for part in page.split("\n\n")]
    _require(bool(paragraphs[0]), f"{check_class.__name__}: the docstring begins with a title")
    for heading in HEADINGS:
        told = any(part.startswith(heading) and len(part) > len(heading) for part in paragraphs)
        _require(told, f"{check_class.__name__}: the docstring has no paragraph {heading!r}")


def _assert_models(check: AnyCheck) -> None:
    for kind, model, base in (
        ("Params", check.Params, ext.Params),
        ("Options", check.Options, ext.Options),
    ):
        _require(issubclass(model, base), f"{check.name}: {kind} must derive from ext.{kind}")
        _assert_strict(check.name, kind, model)
    undescribed = [
        name for name, field in check.Params.model_fields.items() if not field.description
    ]
    _require(not undescribed, f"{check.name}: no description of {', '.join(undescribed)}")
    absent = set(check.Options.model_fields) - set(check.Params.model_fields)
    _require(not absent, f"{check.name}: Params lacks the options {', '.join(sorted(absent))}")


def _assert_strict(name: str, kind: str, model: type[BaseModel]) -> None:
    settings = {"frozen": True, "extra": "forbid", "strict": True}
    loose = [key for key, value in settings.items() if model.model_config.get(key) != value]
    _require(not loose, f"{name}: {kind} loosens {', '.join(loose)}")


def _assert_plain(check: AnyCheck, measurement: ext.Measurement) -> None:
    _require(
        (measurement.check, measurement.version) == (check.name, check.version),
        f"{check.name}: the measurement bears another name or version",
    )
    values = dict(measurement.values)
    try:
        again = json.loads(json.dumps(values, allow_nan=False))
    except (TypeError, ValueError) as problem:
        raise AssertionError(f"{check.name}: values are not plain JSON: {problem}") from problem
    _require(again == values, f"{check.name}: values change on their way through JSON")


def _overlap(box: tuple[int, int, int, int], region: ext.Region) -> bool:
    x, y, width, height = box
    across = region.x < x + width and x < region.x + region.width
    return across and region.y < y + height and y < region.y + region.height


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
