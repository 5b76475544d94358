"""Results put aside on disk read back as they were, in their order."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from imgrules.document import dump, result_data, written_result
from imgrules.engine.run import run
from imgrules.engine.shared import SharedFindings
from imgrules.engine.spool import Spool
from imgrules.errors import ImgrulesError
from imgrules.model import (
    Finding,
    ImageResult,
    Outcome,
    Region,
    Severity,
    StoredMeasurement,
    Suppression,
)
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

Save = Callable[..., Path]


def shop() -> object:
    return make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": 50}),
        make_rule("colour", "color.greyscale"),
        make_rule("person"),
        make_rule("count", "set.count", params={"min": 2}),
    )


@pytest.fixture
def images(save: Save) -> tuple[ImageResult, ...]:
    paths = [save(f"{number}\udce9.png", (40 + number, 30)) for number in range(40)]
    made = run(make_job(paths, shop(), sku="S1", categories=("shoes",))).images
    box = Region(1, 2, 3, 4, "here")
    rich = replace(
        made[7],
        measurements=(StoredMeasurement("a.b", 1, {"x": 1}, {"y": [None, {"z": 0.5}]}, (box,)),),
        findings=tuple(
            replace(finding, regions=(box,), suppression=Suppression("waiver", "W-1"))
            for finding in made[7].findings
        ),
        extra={"shelf": "4"},
    )
    return (*made[:7], rich, *made[8:])


@pytest.mark.parametrize("in_memory", [0, 1, 39, 40, 1000])
def test_what_is_added_reads_back_equal(images: tuple[ImageResult, ...], in_memory: int) -> None:
    with Spool(in_memory) as spool:
        for image in images:
            spool.append(image)
        assert len(spool) == 40
        assert tuple(spool) == images
        assert [spool[at] for at in range(40)] == list(images)
        assert [spool.measurements(at) for at in range(40)] == [
            each.measurements for each in images
        ]
        assert (spool[-1], spool[3:9]) == (images[-1], images[3:9])
        with pytest.raises(IndexError):
            spool[40]


def test_it_can_be_gone_through_several_times_at_once(images: tuple[ImageResult, ...]) -> None:
    with Spool(0) as spool:
        for image in images:
            spool.append(image)
        assert all(one == other for one, other in zip(spool, spool, strict=True))
        spool.append(images[0])
        assert list(spool) == [*images, images[0]]


def test_heads_lack_measurements_only(images: tuple[ImageResult, ...]) -> None:
    with Spool(0) as spool:
        for image in images:
            spool.append(image)
        assert list(spool.heads()) == [replace(image, measurements=()) for image in images]


def test_a_result_from_disk_is_the_same_document(save: Save) -> None:
    job = make_job([save(f"{number}.png", (40 + number, 30)) for number in range(20)], shop(),
                   sku="S1")  # fmt: skip
    whole = run(job)
    with Spool(3) as spool:
        result = run(job, spool=spool)
        assert result.images is spool
        assert dump(result_data(result)) == dump(result_data(whole))
        assert "".join(written_result(result)) == "".join(written_result(whole))
        assert result.findings == whole.findings


def test_a_full_temporary_folder_says_so(
    images: tuple[ImageResult, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with Spool(0) as spool, pytest.raises(ImgrulesError, match="No space left") as caught:
        spool.append(images[0])
    assert "TMPDIR" in str(caught.value.hint)


def finding(rule: str, measured: str, outcome: Outcome = Outcome.FAIL) -> Finding:
    return Finding("shop", "2026-01-01", rule, f"Title of {rule}", outcome, Severity.ERROR,
                   measured=measured)  # fmt: skip


@pytest.mark.parametrize("most", [0, 1, 3, 100])
def test_findings_come_back_equal_however_few_are_kept(most: int) -> None:
    shared = SharedFindings(most)
    given = [
        finding(f"r{at % 3}", f"{at} px", Outcome.PASS if at % 2 else Outcome.FAIL)
        for at in range(50)
    ]
    kept = [shared.put(each) for each in given]
    assert [shared.take(each) for each in kept] == given
    assert [shared.take(shared.put(each)) for each in given] == given


def test_equal_findings_are_one_object() -> None:
    shared = SharedFindings()
    one, other = shared.put(finding("a", "1")), shared.put(finding("a", "1"))
    assert shared.take(one) is shared.take(other)


def test_what_could_not_be_written_does_not_trouble_the_end(
    images: tuple[ImageResult, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")

    def full(**_: object) -> object:
        return Path("/dev/full").open("w+b")  # it refuses as late as a real disk: when flushed

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with Spool(0) as spool, pytest.raises(ImgrulesError, match="No space left"):
        for image in images:
            spool.append(image)
        list(spool)
