from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from imgrules.document import dump, result_data
from imgrules.engine.run import run
from imgrules.model import Outcome, Verdict
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook

Save = Callable[..., Path]


def shop() -> object:
    return make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": 50}),
        make_rule("colour", "color.greyscale"),
        make_rule("count", "set.count", params={"min": 2}),
    )


def test_result_does_not_depend_on_the_number_of_workers(save: Save) -> None:
    paths = [save(f"{number}.png", (40 + number * 4, 30)) for number in range(6)]
    job = make_job(paths, shop(), sku="S1")
    seen: list[str] = []
    alone = run(job)
    spread_out = run(job, workers=2, on_image=lambda image: seen.append(image.path))
    assert dump(result_data(alone)) == dump(result_data(spread_out))
    assert seen == [path.name for path in paths]
    assert [image.verdict for image in alone.images].count(Verdict.FAIL) == 3


def test_set_rules_judge_each_sku(save: Save) -> None:
    job = make_job([save("a.png"), save("b.png")], shop(), sku="S1")
    result = run(job)
    assert [(group.sku, group.findings[0].outcome) for group in result.sets] == [
        ("S1", Outcome.PASS)
    ]
    result = run(make_job(save("a.png"), shop(), sku="S1"))
    assert result.sets[0].findings[0].outcome is Outcome.FAIL


def test_rules_that_met_no_picture_are_named(save: Save) -> None:
    result = run(make_job(save("a.png"), shop()))
    assert result.rulebooks[0].never_exercised == ("count",)


def test_result_names_the_models_that_took_part(save: Save) -> None:
    book = make_rulebook(make_rule("text", "overlay.text"))
    models = run(make_job(save("a.png", (200, 200), "white"), book)).models
    assert {model["licence"] for model in models} == {"Apache-2.0"}
    assert all(len(str(model["sha256"])) == 64 for model in models)
    assert run(make_job(save("a.png"), shop())).models == ()
