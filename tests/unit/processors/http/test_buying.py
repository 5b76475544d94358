from __future__ import annotations

import threading
import time
from datetime import date

import numpy as np
import pytest

from imgrules.ext import Context, Cutout, Declined, Draft, Facts, Safety, Stopped
from imgrules.fixes.services import bundled_profiles, load_profile
from imgrules_processors.http.api import Api
from imgrules_processors.http.line import Line
from imgrules_processors.http.replies import reason
from imgrules_processors.http.settings import ServiceOptions, settle
from tests.unit.processors.http.bench import ENVIRON, MemoryTicket, name_of, shot
from tests.unit.processors.http.fake_service import KEY, FakeService, cut

CUT = "background.replace"


def test_a_cut_out_is_the_alpha_of_the_reply_and_nothing_else(fake, make, context, till):
    draft = shot()
    made = make().run(CUT, draft, {"color": "#ffffff", "shadow": "none"}, context)
    assert isinstance(made, Cutout)
    np.testing.assert_array_equal(made.alpha, cut(draft.samples).astype(np.float32) / 255)
    assert made.alpha.dtype == np.float32
    assert till.only.history == ["sent", "accepted", "done"]
    assert till.only.remote_id.startswith("job-1")
    assert till.only.credits == 10
    assert fake.charges == {name_of(draft): 1}
    assert fake.fields == [{"output_format": "png"}]
    assert till.opened[0]["params"] == {"call": "cut-out", "output_format": "png"}


@pytest.mark.parametrize("name", ["pixelapi", "pixelapi-edit", "removebg", "photoroom"])
def test_every_bundled_service_cuts_out_without_code_of_its_own(name, fake, make, context, till):
    draft = shot()
    made = make(name).run(CUT, draft, {}, context)
    clear = np.abs(made.alpha - cut(draft.samples) / 255) > 0.1
    assert clear.mean() < 0.05  # JPEG is sent where the picture travels as text
    assert till.only.state == "done"
    assert sum(fake.charges.values()) == 1


def test_the_same_work_is_bought_once(fake, make, context):
    service, draft = make(), shot()
    first = service.run(CUT, draft, {}, context)
    second = service.run(CUT, draft, {}, context)
    np.testing.assert_array_equal(first.alpha, second.alpha)
    assert fake.count("POST") == 1
    assert sum(fake.charges.values()) == 1


def test_a_job_of_an_earlier_run_is_asked_about_not_bought_again(fake, make, context, till):
    service, draft = make(deadline_s=0.3), shot()
    fake.script("poll", *["processing"] * 1000)
    with pytest.raises(Declined, match=r"is not done yet: job .* is processing"):
        service.run(CUT, draft, {}, context)
    assert till.only.state == "accepted"
    fake._scripts.clear()
    assert isinstance(make().run(CUT, draft, {}, context), Cutout)
    assert till.only.state == "done"
    assert fake.count("POST") == 1


def test_an_unknown_state_means_still_at_work(fake, make, context):
    fake.script("poll", "mystery", "queued", "mystery")
    assert isinstance(make().run(CUT, shot(), {}, context), Cutout)
    assert fake.count("GET", "/v1/image/") >= 4


@pytest.mark.parametrize("word", ["failed", "blocked"])
def test_failed_work_is_declined_with_the_services_reason(word, fake, make, context, till):
    fake.script("poll", word)
    with pytest.raises(Declined, match=f"PixelAPI: {word}: the model {word} it"):
        make().run(CUT, shot(), {}, context)
    assert till.only.state == "planned"


def test_polls_are_repeated_whatever_happens_to_them(fake, make, context):
    fake.script("poll", "error", "drop", "throttle:0.05", "unavailable", "completed")
    assert isinstance(make().run(CUT, shot(), {}, context), Cutout)
    assert sum(fake.charges.values()) == 1


def test_a_job_the_service_forgot_is_not_bought_again(fake, make, context, till):
    fake.script("poll", "missing")
    with pytest.raises(Declined, match=r"not found \(HTTP 404\)"):
        make().run(CUT, shot(), {}, context)
    assert till.only.state == "accepted"


# -- refusals: nothing was charged, so the same request may be made again


@pytest.mark.parametrize(
    "word",
    ["throttle:0.05", "throttle:epoch", "throttle:date", "throttle", "slow-down:0.05", "error",
     "unavailable", "error-object"],
)  # fmt: skip
def test_a_request_that_was_refused_for_now_is_made_again(word, fake, make, context, till):
    fake.script("submit", word)
    assert isinstance(make().run(CUT, shot(), {}, context), Cutout)
    assert fake.count("POST") == 2
    assert till.only.history[1].startswith("failed: PixelAPI: ")
    assert sum(fake.charges.values()) == 1


def test_a_refusal_that_lasts_is_declined_with_the_services_words(fake, make, context, till):
    fake.script("submit", *["error-object"] * 3)
    with pytest.raises(Declined, match=r"memory pressure event \(HTTP 503\)"):
        make(attempts=3).run(CUT, shot(), {}, context)
    assert fake.count("POST") == 3
    assert till.only.state == "planned"


def test_a_longer_wait_than_the_deadline_is_not_waited_for(fake, make, context):
    fake.script("submit", "throttle:3600")
    with pytest.raises(Declined, match="slow down"):
        make().run(CUT, shot(), {}, context)
    assert fake.count("POST") == 1


def test_what_cannot_be_reached_is_tried_again_and_charged_to_nobody(make, context, till):
    with FakeService() as gone:
        address = gone.url
    with pytest.raises(Declined, match="PixelAPI cannot be reached"):
        make(base_url=address, attempts=2).run(CUT, shot(), {}, context)
    assert till.only.state == "planned"
    assert [each[:6] for each in till.only.history] == ["sent", "failed"] * 2


@pytest.mark.parametrize(
    ("word", "said"),
    [("invalid", "image is too small"), ("invalid-object", "field required"),
     ("moved", "redirect")],
)  # fmt: skip
def test_a_refusal_for_good_is_not_repeated(word, said, fake, make, context):
    fake.script("submit", word)
    with pytest.raises(Declined, match=said):
        make().run(CUT, shot(), {}, context)
    assert fake.count("POST") == 1
    assert context.till.only.state == "planned"


def test_no_product_is_an_answer(fake, make, context):
    fake.script("submit", "no-subject")
    with pytest.raises(Declined, match="finds no product"):
        make("removebg").run(CUT, shot(), {}, context)
    assert fake.count("POST") == 1


def test_no_credits_stops_the_run(fake, make, context, till):
    fake.script("submit", "no-credits")
    with pytest.raises(Stopped, match="no credits left at PixelAPI: Insufficient credits"):
        make().run(CUT, shot(), {}, context)
    assert till.only.state == "planned"


def test_a_wrong_key_stops_the_run_and_is_not_shown(fake, make, context):
    fake.script("submit", "bad-key")
    with pytest.raises(Stopped, match="refuses the key") as told:
        make().run(CUT, shot(), {}, context)
    assert KEY not in str(told.value)
    assert told.value.hint == "correct the environment variable PIXELAPI_KEY"


def test_a_request_that_cannot_be_made_does_not_show_the_key(fake, make, context):
    profile = load_profile(bundled_profiles()["pixelapi"])
    key = profile.key.model_copy(update={"scheme": "Bearer\r"})
    service = make(profile=profile.model_copy(update={"key": key}))
    with pytest.raises(Declined, match="cannot be made") as told:
        service.run(CUT, shot(), {}, context)
    assert KEY not in str(told.value)
    assert told.value.__cause__ is None
    assert not fake.requests


def test_neither_the_key_nor_its_header_is_in_a_message_or_a_repr():
    profile = load_profile(bundled_profiles()["pixelapi"])
    api = Api(profile, settle(profile, ServiceOptions()))
    line = Line(api, "https://a.example", ("Authorization", f"Basic x{KEY}"), KEY)
    assert KEY not in repr(line)
    body = f'{{"error": "Basic x{KEY} and {KEY}"}}'.encode()
    assert reason(body, ["error"], line.secrets) == "(key) and (key)"


def test_without_a_key_nothing_is_asked(make, till, fake):
    with pytest.raises(Stopped, match="OTHER_KEY is not set"):
        make(key_env="OTHER_KEY").run(CUT, shot(), {}, Context(till=till, environ=ENVIRON))
    assert not till.tickets
    assert not fake.requests


def test_without_the_network_nothing_is_asked(make, till, fake):
    with pytest.raises(Declined, match="use of the network is off"):
        make().run(CUT, shot(), {}, Context(till=till, environ=ENVIRON, network=False))
    assert not till.tickets
    assert not fake.requests


# -- an answer that was lost: nobody knows whether it was charged


@pytest.mark.parametrize("word", ["drop", "hang", "refused-late", "no-id", "blank"])
def test_a_lost_answer_is_said_and_never_asked_for_again(word, fake, make, context, till):
    fake.script("submit", word)
    service, draft = make(timeout_s=0.2), shot()
    with pytest.raises(Declined, match="whether PixelAPI did and charged this work is not known"):
        service.run(CUT, draft, {}, context)
    assert till.only.history == ["sent"]
    with pytest.raises(Declined, match="an earlier run asked and never heard the answer"):
        service.run(CUT, draft, {}, context)
    assert fake.count("POST") == 1
    assert fake.charges == {name_of(draft): 1}


@pytest.mark.parametrize("word", ["truncated", "broken"])
def test_a_paid_picture_that_came_broken_with_the_answer_is_said(word, fake, make, context, till):
    fake.script("download", word)
    with pytest.raises(Declined, match=r"whether remove\.bg did and charged"):
        make("removebg").run(CUT, shot(), {}, context)
    assert till.only.state == "sent"
    assert fake.count("POST") == 1


def test_a_stored_ticket_that_was_sent_is_left_alone(fake, make, context, till):
    service, draft = make(), shot()
    service.run(CUT, draft, {}, context)
    (key,) = till.tickets
    till.tickets[key] = MemoryTicket(state="sent")
    with pytest.raises(Declined, match="it is not asked for again by itself"):
        service.run(CUT, draft, {}, context)
    assert fake.count("POST") == 1


def _as_text(profile):
    """Return remove.bg's profile asking for JSON with the picture inside."""
    changes = {"reply": "base64", "accept": "application/json"}
    call = profile.calls["cut-out"].model_copy(update=changes)
    results = profile.results.model_copy(update={"fields": ("data.result_b64",)})
    return profile.model_copy(update={"calls": {"cut-out": call}, "results": results})


def test_a_picture_may_come_as_text(make, context, till):
    profile = _as_text(load_profile(bundled_profiles()["removebg"]))
    draft = shot()
    made = make(profile=profile).run(CUT, draft, {}, context)
    np.testing.assert_array_equal(made.alpha, cut(draft.samples).astype(np.float32) / 255)
    assert till.only.history == ["sent", "done"]


@pytest.mark.parametrize(
    ("word", "said"), [("bad-text", "broken picture"), ("no-id", "no picture")]
)
def test_a_picture_that_came_as_broken_text_is_said(word, said, fake, make, context):
    fake.script("submit", word)
    profile = _as_text(load_profile(bundled_profiles()["removebg"]))
    with pytest.raises(Declined, match=f"not known.*{said}"):
        make(profile=profile).run(CUT, shot(), {}, context)
    assert context.till.only.state == "sent"


def test_when_no_request_is_left_everybody_waits_for_the_reset(fake, make, context):
    fake.script("submit", "last:0.3")
    service = make()
    begun = time.monotonic()
    assert isinstance(service.run(CUT, shot(), {}, context), Cutout)
    assert time.monotonic() - begun > 0.29


# -- prices, safety, operations


def test_an_offer_states_price_and_safety(make):
    facts = Facts(width=800, height=600, format="jpeg")
    service = make()
    plain = service.offer(CUT, facts, {"color": "#ffffff"})
    assert (plain.safety, plain.credits) == (Safety.UNSAFE, 10)
    scene = service.offer(CUT, facts, {"prompt": "on a table"})
    assert (scene.safety, scene.credits) == (Safety.SUGGEST, 75)
    assert service.offer("size.enlarge", facts, {}).safety is Safety.SUGGEST
    assert service.offer("overlay.erase", facts, {}).safety is Safety.SUGGEST


def test_the_user_may_state_a_price(make):
    facts = Facts(width=800, height=600, format="jpeg")
    assert make(credits={"cut-out": 3}).offer(CUT, facts, {}).credits == 3
    assert make(credits={CUT: 4}).offer(CUT, facts, {}).credits == 4


def test_an_unknown_price_is_never_nothing(make):
    service = make()
    service._day = date(2025, 1, 1)
    assert service.price(CUT) is None
    with pytest.raises(Declined, match="what cut-out costs at PixelAPI is unknown"):
        service.offer(CUT, Facts(width=8, height=6, format="png"), {})


def test_credits_that_cannot_be_credits_are_not_believed(fake, make, context, till, monkeypatch):
    monkeypatch.setattr("tests.unit.processors.http.fake_service.CREDITS", 0.075)
    make().run(CUT, shot(), {}, context)
    assert till.only.credits is None


def test_credits_are_read_from_a_header(make, context, till):
    make("removebg").run(CUT, shot(), {}, context)
    assert till.only.credits == 1


def test_a_scene_is_new_pixels_in_the_place_of_the_old(fake, make, context):
    made = make().run(CUT, shot(), {"prompt": "on moss"}, context)
    assert isinstance(made, Draft)
    assert tuple(made.samples[0, 0]) == (90, 140, 90)
    assert made.changed
    assert fake.fields == [{"prompt": "on moss"}]


def test_enlarging_asks_for_enough_and_gives_the_very_size(fake, make, context):
    made = make().run("size.enlarge", shot(), {"width": 150, "height": 100}, context)
    assert (made.width, made.height) == (150, 100)
    assert fake.fields == [{"scale": "4"}]
    assert made.placement.scale == pytest.approx(2.5)


def test_enlarging_more_than_the_service_can_is_declined(fake, make, context):
    with pytest.raises(Declined, match="factor 5 cannot be asked for; the service takes 2, 4"):
        make().run("size.enlarge", shot(), {"width": 300, "height": 200}, context)
    assert not fake.requests


@pytest.mark.parametrize(
    ("params", "path"),
    [({}, "remove-text"), ({"what": "watermark"}, "remove-object"),
     ({"prompt": "the sticker"}, "remove-object")],
)  # fmt: skip
def test_erasing_goes_where_it_belongs(params, path, fake, make, context):
    assert isinstance(make().run("overlay.erase", shot(), params, context), Draft)
    assert fake.count("POST", path) == 1


def test_an_operation_the_service_does_not_do_is_declined(make, context):
    with pytest.raises(Declined, match=r"remove\.bg does no overlay\.erase"):
        make("removebg").run("overlay.erase", shot(), {}, context)


# -- many at once


def test_one_service_serves_many_threads(fake, make, context):
    service, made, faults = make(), [], []
    drafts = [shot(shade=20 + 5 * index) for index in range(12)]

    def work(draft):
        try:
            made.append(service.run(CUT, draft, {}, context))
        except Exception as problem:
            faults.append(problem)

    threads = [threading.Thread(target=work, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(made) == 12
    assert fake.charges == {name_of(draft): 1 for draft in drafts}
