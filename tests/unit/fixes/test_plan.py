from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.config import Background, Budget, Fix
from imgrules.errors import UsageError
from imgrules.fixes.model import Decision, ImagePlan
from imgrules.fixes.plan import make_plan
from imgrules.model import Finding, Outcome, Severity
from imgrules.processor import Safety
from tests.unit.engine.conftest import make_rule, make_rulebook
from tests.unit.fixes.seen import BUILT_IN, PROCESSORS, UNSAFE, Fake, Seen, plan_of, run_of

GOOD = Seen()
SMALL = Seen(size=(4000, 3000), product=(1200, 700, 1600, 1600))
OFF_WHITE = Seen(backdrop="near-white", fails=("background.white",))


def only(*pictures: Seen, **settings: object) -> ImagePlan:
    return plan_of(*pictures, **settings).images[0]  # type: ignore[arg-type]


def operations(plan: ImagePlan) -> list[str]:
    return [step.operation for step in plan.steps]


# -- keep, fix, review ----------------------------------------------------------------------------


def test_what_passes_is_kept():
    plan = only(GOOD)
    assert (plan.decision, plan.steps, plan.failing) == (Decision.KEEP, (), ())
    assert (plan.output, plan.safety, plan.credits) == ("a.jpg", Safety.SAFE, 0)
    assert plan.roles == {"amazon": "main"}
    assert plan.sha256 == "a" * 64


def test_what_only_fails_an_advice_nothing_repairs_is_kept_and_told():
    plan = only(replace(GOOD, size=(1200, 1200), product=(90, 90, 1020, 1020)))
    assert plan.decision is Decision.KEEP
    assert plan.reasons[0].startswith("still failing: amazon/longest-side-recommended")


def test_a_density_alone_is_not_worth_encoding_again():
    plan = only(replace(GOOD, dpi=None))
    assert plan.decision is Decision.KEEP
    assert "resolution-dpi-min" in plan.reasons[0]
    assert plan_of(replace(SMALL, dpi=None)).images[0].file.dpi_min.value == 72


def test_too_small_a_product_is_cropped():
    plan = only(SMALL)
    assert plan.decision is Decision.FIX
    assert operations(plan) == ["canvas.crop", "file.encode"]
    assert plan.steps[0].reasons == ("amazon/product-fill-min",)
    assert "left" not in plan.steps[0].params
    assert plan.steps[0].params["width"] == pytest.approx(1600 * 4 / 3 / 0.88, rel=0.01)
    assert plan.frame.fill_aim == 0.88
    assert plan.product == plan_of(SMALL).images[0].product


@pytest.mark.parametrize("check", ["sharpness.focus", "content.placeholder"])
def test_an_error_nothing_repairs_goes_to_review(check):
    plan = only(replace(SMALL, fails=(check,)))
    assert (plan.decision, plan.steps) == (Decision.REVIEW, ())
    assert plan.failing
    assert len(plan.reasons) == 1


def test_a_machine_rule_that_is_unsure_stops_as_one_that_fails():
    assert only(replace(GOOD, reviews=("sharpness.focus",))).decision is Decision.REVIEW


def test_a_product_cut_off_by_the_frame_goes_to_review():
    plan = only(replace(GOOD, product=(0, 150, 1700, 1700)))
    assert plan.decision is Decision.REVIEW
    assert "what lies beyond the frame was not photographed" in plan.reasons[0]


def test_what_cannot_be_read_goes_to_review():
    result, job = run_of([GOOD], "amazon")
    broken = Finding("imgrules", "", "readable", "Readable", Outcome.FAIL, Severity.ERROR,
                     measured="cut off")  # fmt: skip
    image = replace(result.images[0], findings=(broken,), sha256=None, format=None, width=None)
    plan = make_plan(replace(result, images=(image,)), job, UNSAFE, processors=PROCESSORS)
    assert plan.images[0].decision is Decision.REVIEW
    assert "cut off" in plan.images[0].reasons[0]


# -- backdrop -------------------------------------------------------------------------------------


def test_whitening_comes_before_replacing():
    step = only(OFF_WHITE).steps[0]
    assert step.operation == "background.whiten"
    assert [(each.processor, each.operation) for each in step.candidates] == [
        ("built-in", "background.whiten"), ("local", "background.replace"),
    ]  # fmt: skip
    assert step.reasons == ("amazon/background-white",)


def test_without_leave_only_safe_candidates_stay():
    step = only(OFF_WHITE, fix=Fix()).steps[0]
    assert [each.processor for each in step.candidates] == ["built-in"]
    declines = {**PROCESSORS, "built-in": Fake("built-in", *BUILT_IN.operations,
                                               declines="not near white")}  # fmt: skip
    plan = only(OFF_WHITE, fix=Fix(), processors=declines)
    assert plan.decision is Decision.REVIEW
    assert "built-in declines background.whiten: not near white" in plan.reasons[0]
    assert "needs --unsafe: background.replace by local" in plan.reasons[0]


def test_the_frame_waits_for_a_cut_out_where_nobody_knows_the_product():
    plan = only(replace(OFF_WHITE, backdrop="plain", product=None))
    assert plan.decision is Decision.FIX
    assert operations(plan) == ["background.whiten", "file.encode"]
    assert plan.frame.fill_min["longest_side"].value == 0.85
    assert plan.product is None


def test_without_a_cut_out_a_product_nobody_knows_goes_to_review():
    plan = only(replace(GOOD, product=None))
    assert plan.decision is Decision.REVIEW
    assert all("no product could be told" in reason for reason in plan.reasons)


def test_the_settings_colour_gives_way_to_a_rule_on_white():
    fix = Fix(allow=("unsafe",), background=Background(color="#eeeeee", shadow="natural"))
    plan = only(OFF_WHITE, fix=fix)
    assert plan.backdrop.colour == (255, 255, 255)
    assert plan.backdrop.shadow == "natural", "amazon allows one inside the frame"
    assert any("#eeeeee" in reason for reason in plan.reasons)
    plan = only(OFF_WHITE, fix=fix, books=("amazon", "bol"))
    assert plan.backdrop.shadow == "none"


def test_text_is_erased_where_somebody_is_named_for_it():
    lettered = replace(GOOD, fails=("overlay.text",))
    plan = only(lettered)
    assert plan.decision is Decision.REVIEW
    assert "no processor is named for overlay.erase" in plan.reasons[0]
    fix = Fix(allow=("unsafe",), processors={"overlay.erase": ("pixelapi",)})
    assert "allow: [overlay.erase]" in only(lettered, fix=fix).reasons[0]
    fix = Fix(allow=("overlay.erase",), processors={"overlay.erase": ("pixelapi",)})
    plan = only(lettered, fix=fix)
    assert operations(plan) == ["overlay.erase", "file.encode"]
    assert (plan.safety, plan.credits) == (Safety.SUGGEST, 5)


def test_a_drawn_border_is_cut_off_first_of_all():
    plan = only(replace(OFF_WHITE, border=10))
    assert operations(plan)[0] == "canvas.crop"
    assert plan.steps[0].params == {"left": 11, "top": 11, "width": 1978, "height": 1978}
    assert plan.steps[0].reasons == ("amazon/no-frame-line-border",)


# -- several rulebooks ----------------------------------------------------------------------------


def test_one_frame_for_amazon_google_and_bol():
    plan = only(SMALL, books=("amazon", "google", "bol"))
    assert plan.decision is Decision.FIX
    assert 0.85 <= 1600 / plan.steps[0].params["height"] <= 0.9
    assert plan.roles == {"amazon": "main", "bol": "main", "google": "main"}
    assert plan.given_up == ()


def test_mercadolibre_and_google_contradict_on_the_fill():
    plan = only(SMALL, books=("mercadolibre", "google"))
    assert plan.decision is Decision.REVIEW
    (reason,) = plan.reasons
    assert "mercadolibre/product-fill (fill at least 95 %)" in reason
    assert "google/product-fill-range (fill at most 90 %)" in reason
    assert reason.endswith("export them separately (-r google, -r mercadolibre)")


def test_walmart_and_zalando_contradict_on_the_shape():
    plan = only(SMALL, books=("walmart", "zalando"))
    assert plan.decision is Decision.REVIEW
    assert any(
        "walmart/aspect-ratio" in reason and "zalando/aspect-ratio" in reason
        for reason in plan.reasons
    )


def test_rules_contradict_wherever_the_product_turns_out_to_be():
    seen = replace(OFF_WHITE, product=None, backdrop="plain")
    plan = only(seen, books=("walmart", "zalando"))
    assert plan.decision is Decision.REVIEW
    assert "walmart/aspect-ratio" in plan.reasons[0]
    assert plan.reasons[0].endswith("export them separately (-r zalando, -r walmart)")
    assert only(seen, books=("walmart",)).decision is Decision.FIX


def test_within_a_rulebook_the_graver_rule_wins_and_the_other_is_told():
    plan = only(replace(SMALL, product=(1500, 1000, 900, 900)))
    assert plan.decision is Decision.FIX
    assert plan.given_up == ("amazon/longest-side-recommended",)
    assert any(reason.startswith("will fail: amazon/longest-side-rec") for reason in plan.reasons)


def test_an_advice_is_not_bought_with_another_of_the_same_weight():
    plan = only(replace(SMALL, product=(1500, 1000, 1000, 1000)), books=("google",))
    assert plan.decision is Decision.KEEP
    assert "google/product-fill-range" in plan.reasons[0]


# -- size -----------------------------------------------------------------------------------------

TINY = Seen(size=(600, 400), product=(100, 100, 312, 100))


def test_too_few_pixels_say_how_many_are_needed():
    plan = only(TINY)
    assert plan.decision is Decision.REVIEW
    assert "the product is 312 px long; amazon/longest-side-min" in plan.reasons[0]
    assert "needs at least 425 px" in plan.reasons[0]
    assert "--allow size.enlarge" in plan.reasons[0]


def test_enlarging_when_allowed_and_up_to_twice():
    fix = Fix(allow=("unsafe", "size.enlarge"))
    plan = only(TINY, fix=fix)
    assert "size.enlarge" in operations(plan)
    assert plan.steps[-2].params["width"] >= 500
    assert plan.safety is Safety.SUGGEST
    plan = only(replace(TINY, product=(100, 100, 150, 100)), fix=fix)
    assert plan.decision is Decision.REVIEW
    assert "allow:" not in plan.reasons[0]


def test_reducing_needs_leave():
    large = Seen(size=(12000, 12000), product=(900, 900, 10200, 10200))
    assert operations(only(large)) == ["size.reduce", "file.encode"]
    plan = only(large, fix=Fix())
    assert plan.decision is Decision.REVIEW
    assert "needs --unsafe: size.reduce by built-in" in plan.reasons[0]


def test_a_mere_wish_to_reduce_is_given_up_without_leave():
    wide = Seen(size=(2600, 2600), product=(60, 60, 2480, 2480))
    plan = only(wide, books=("mercadolibre",), fix=Fix())
    assert plan.decision is Decision.KEEP
    assert "mercadolibre/stored-max" in plan.reasons[0]
    assert "size.reduce" in operations(only(wide, books=("mercadolibre",)))


def test_padding_beside_a_coloured_backdrop_is_refused():
    tall = Seen(size=(1500, 2600), product=(100, 300, 1300, 2000), backdrop="plain")
    plan = only(tall, books=("google", "walmart"))
    assert plan.decision is Decision.REVIEW
    assert any("bars" in reason for reason in plan.reasons)
    white = only(replace(tall, backdrop="white"), books=("walmart",))
    assert white.decision is Decision.FIX
    assert not any("padded in" in reason for reason in white.reasons)
    unsure = only(replace(tall, backdrop="near-white"), books=("walmart",))
    assert any("padded in #ffffff" in reason for reason in unsure.reasons)


def test_a_size_missed_today_is_not_waited_for_when_the_product_is_unknown():
    plan = only(replace(OFF_WHITE, size=(900, 900), product=None, backdrop="plain"))
    assert plan.decision is Decision.FIX
    assert plan.given_up == ("amazon/longest-side-recommended", "amazon/longest-side-zoom")
    assert plan.frame.long_min.rule == "amazon/longest-side-min"


# -- colour, file, names --------------------------------------------------------------------------


def test_what_comes_with_encoding_again():
    plan = only(replace(SMALL, mode="cmyk", profile="cmyk", orientation=6))
    assert operations(plan) == ["orientation.bake", "color.convert", "canvas.crop", "file.encode"]
    assert plan.steps[1].reasons == ("amazon/colour-mode-preferred",)
    plan = only(replace(SMALL, profile="adobe-rgb"), books=("google",))
    assert "color.convert" not in operations(plan), "google asks for no profile: nobody looked"
    assert operations(only(replace(GOOD, orientation=6))) == ["orientation.bake", "file.encode"]


def test_an_extension_that_does_not_fit_is_put_right_without_touching_the_picture():
    plan = only(replace(GOOD, format="png"))
    assert operations(plan) == ["file.encode"]
    assert plan.output == "a.png"
    assert plan.file.formats[0] == "png"


def test_formats_are_those_all_rulebooks_take():
    animated = replace(GOOD, name="a.gif", format="gif", frames=3)
    plan = only(animated, books=("amazon", "zalando"))
    assert plan.file.formats == ("jpeg",)
    assert plan.output == "a.jpg"


def test_outputs_keep_their_place_and_the_spelling_of_a_fitting_extension():
    plan = only(replace(SMALL, name="deep/er/A.JPEG"))
    assert plan.output == "deep/er/A.JPEG"
    assert only(replace(SMALL, name="x.MAIN.png", format="png")).output == "x.MAIN.jpg"


def test_a_name_that_a_rule_would_refuse_goes_to_review():
    rules = [
        make_rule("jpeg", "file.format", params={"allowed": ["jpeg"]}),
        make_rule("name", "file.name", params={"pattern": r".*\.(png|jpg)"}),
    ]
    png = replace(GOOD, name="a.png", format="png")
    assert only(png, books=[make_rulebook(*rules)]).output == "a.jpg"
    strict = make_rule("name", "file.name", params={"pattern": r".*\.png"})
    plan = only(png, books=[make_rulebook(rules[0], strict)])
    assert plan.decision is Decision.REVIEW
    assert plan.reasons == ("shop/name would refuse the name a.jpg",)


def test_rules_on_the_format_that_contradict_go_to_review():
    png, jpeg = (
        make_rulebook(make_rule("format", "file.format", params={"allowed": [each]}), name=each)
        for each in ("png", "jpeg")
    )
    plan = only(GOOD, books=[png, jpeg])
    assert plan.decision is Decision.REVIEW
    (reason,) = plan.reasons
    assert reason == (
        "png/format and jpeg/format contradict on the format: export them separately "
        "(-r png, -r jpeg)"
    )


def test_a_mere_wish_for_few_bytes_does_not_spoil_a_large_picture():
    large = Seen(size=(6000, 4000), product=(500, 500, 5000, 3000), bytes=9_000_000, mode="cmyk")
    plan = only(large, books=("etsy", "mercadolibre"), fix=UNSAFE)
    assert "etsy/file-size-upload-advice" in plan.given_up
    assert plan.file.max_bytes is None or plan.file.max_bytes.value > 2**20


def test_two_pictures_of_one_name_are_both_left_to_a_person():
    plans = plan_of(
        replace(SMALL, name="a.png", format="png"), SMALL, replace(SMALL, name="b.jpg")
    ).images
    assert [each.decision for each in plans] == [Decision.REVIEW, Decision.REVIEW, Decision.FIX]
    assert "a.jpg would also be written for shots/a.jpg" in plans[0].reasons[0]
    assert not plans[0].steps


# -- money and processors -------------------------------------------------------------------------

PAID = Fix(allow=("unsafe",), processors={"background.replace": ("pixelapi", "local")})
COLOURED = replace(OFF_WHITE, backdrop="plain", fails=("background.white",))
NO_WHITEN = {**PROCESSORS, "built-in": Fake("built-in", *(
    each for each in BUILT_IN.operations if each != "background.whiten"))}  # fmt: skip


def test_candidates_come_in_the_order_of_the_settings_with_their_price():
    plan = only(COLOURED, fix=PAID, processors=NO_WHITEN)
    assert [each.processor for each in plan.steps[0].candidates] == ["pixelapi", "local"]
    assert plan.credits == 5


def test_a_processor_named_for_whitening_may_replace_instead():
    fix = Fix(allow=("unsafe",), processors={"background.whiten": ("local", "built-in")})
    step = only(OFF_WHITE, fix=fix).steps[0]
    assert [(each.processor, each.operation) for each in step.candidates] == [
        ("local", "background.replace"), ("built-in", "background.whiten"),
    ]  # fmt: skip


def test_a_limit_for_one_picture_leaves_the_cheaper_candidate_or_none():
    fix = PAID.model_copy(update={"budget": Budget(per_image=4)})
    plan = only(COLOURED, fix=fix, processors=NO_WHITEN)
    assert [each.processor for each in plan.steps[0].candidates] == ["local"]
    alone = fix.model_copy(update={"processors": {"background.replace": ("pixelapi",)}})
    plan = only(COLOURED, fix=alone, processors=NO_WHITEN)
    assert plan.decision is Decision.REVIEW
    assert "costs 5 credits, 4 allowed for one picture" in plan.reasons[0]


def test_the_plan_never_costs_more_than_the_run_may():
    fix = Fix(allow=("unsafe",), processors={"background.replace": ("pixelapi",)},
              budget=Budget(per_run=12))  # fmt: skip
    pictures = [replace(COLOURED, name=f"{number}.jpg") for number in range(4)]
    plan = plan_of(*pictures, fix=fix, processors=NO_WHITEN)
    assert [each.decision for each in plan.images] == [
        Decision.FIX, Decision.FIX, Decision.REVIEW, Decision.REVIEW,
    ]  # fmt: skip
    assert plan.credits == 10
    assert "costs 5 credits, 2 left of 12 for this run" in plan.images[2].reasons[0]


def test_a_processor_nobody_provides_is_an_error_at_once():
    with pytest.raises(UsageError, match="pixelapy") as caught:
        plan_of(GOOD, fix=Fix(processors={"overlay.erase": ("pixelapy",)}))
    assert caught.value.hint == "did you mean pixelapi?"


def test_a_plan_states_what_it_was_made_with():
    plan = plan_of(GOOD, books=("amazon", "google"), fix=PAID)
    assert plan.rulebooks == ("amazon@2026-07-22", "google@2026-04-14")
    assert plan.as_of == "2026-11-21"
    assert Fix.model_validate(plan.settings) == PAID


def test_thousands_of_pictures_share_what_is_worked_out_once(monkeypatch):
    from imgrules.fixes import plan as module

    calls = []
    gather = module.gather
    monkeypatch.setattr(module, "gather", lambda *given: calls.append(1) or gather(*given))
    pictures = [replace(GOOD, name=f"{number}.jpg") for number in range(300)]
    assert len(plan_of(*pictures).images) == 300
    assert len(calls) == 1
