from __future__ import annotations

from base64 import b64decode, b64encode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from imgrules.ext import Cutout, Draft, Processor
from imgrules.fixes.services import bundled_profiles, load_profile
from imgrules_processors.http.calls import Call
from imgrules_processors.http.profile import Credits, Key, Upload
from imgrules_processors.http.replies import codes, field, number, reason
from imgrules_processors.http.service import Service
from imgrules_processors.http.upload import body, encode, fields
from tests.unit.processors.http.bench import shot

CALL = {
    "operation": "background.replace",
    "gives": "cutout",
    "path": "/cut",
    "reply": "bytes",
}


def _call(**changes):
    return Call.model_validate({**CALL, **changes})


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_a_service_is_a_processor():
    service: Processor = Service(load_profile(bundled_profiles()["removebg"]))
    assert (service.api, service.name, service.version) == (1, "removebg", 1)


def test_what_fits_is_sent_without_loss():
    draft = shot()
    sent = encode(draft, _call(), Upload(), 12_000)
    assert (sent.format, sent.scale) == ("png", 1)
    np.testing.assert_array_equal(np.asarray(_opened(sent.data)), draft.samples)


def test_too_many_bytes_are_sent_as_jpeg_and_then_smaller():
    noise = np.random.default_rng(1).integers(0, 256, (100, 120, 3), np.uint8)
    draft = Draft(samples=noise)
    whole = encode(draft, _call(), Upload(), 12_000)
    jpeg = encode(draft, _call(), Upload(max_bytes=len(whole.data) - 1), 12_000)
    assert (jpeg.format, jpeg.scale) == ("jpeg", 1)
    small = encode(draft, _call(), Upload(max_bytes=8_000), 12_000)
    assert small.scale < 1
    assert len(small.data) <= 8_000


def test_too_many_pixels_are_sent_smaller():
    sent = encode(shot(300, 200), _call(), Upload(max_megapixels=0.015), 12_000)
    assert _opened(sent.data).size == (150, 100)
    assert sent.scale == pytest.approx(0.5)


def test_transparent_places_are_sent_white():
    draft = Draft(samples=np.zeros((4, 4, 3), np.uint8), alpha=np.zeros((4, 4), np.uint8))
    assert _opened(encode(draft, _call(), Upload(), 100).data).getpixel((0, 0)) == (255, 255, 255)


def test_a_picture_travels_as_a_file_as_text_or_in_a_form():
    draft = shot()
    sent = encode(draft, _call(), Upload(), 12_000)
    multipart = body(_call(), sent, {"crop": False})
    assert multipart["files"]["image"] == ("picture.png", sent.data, "image/png")
    assert multipart["data"] == {"crop": "false"}
    written = {"body": "json", "picture": {"field": "img", "as": "data-uri"}}
    text = body(_call(**written), sent, {"crop": False})["json"]
    assert text["crop"] is False
    assert b64decode(text["img"].removeprefix("data:image/png;base64,")) == sent.data
    form = body(_call(body="form", picture={"as": "base64"}), sent, {"crop": True})["data"]
    assert form == {"crop": "true", "image": b64encode(sent.data).decode()}


def test_fields_are_constants_and_what_the_step_says():
    call = _call(
        constants={"size": "full"},
        parameters={
            "color": {"field": "background.color", "default": "#ffffff"},
            "prompt": {"field": "text"},
        },
    )
    assert fields(call, {"prompt": ""}, shot()) == {
        "size": "full", "background.color": "#ffffff",
    }  # fmt: skip
    assert fields(call, {"prompt": "a", "color": "#eeeeee"}, shot()) == {
        "size": "full", "background.color": "#eeeeee", "text": "a",
    }  # fmt: skip


def test_basic_authentication_takes_two_variables():
    profile = load_profile(bundled_profiles()["removebg"])
    key = Key(env="SECRET", user_env="USER_ID")
    service = Service(profile.model_copy(update={"key": key}), Service.Options(key_env="SECRET"))
    header, _ = service._auth({"SECRET": "pass", "USER_ID": "me"})
    assert header == ("Authorization", "Basic " + b64encode(b"me:pass").decode())


@pytest.mark.parametrize("shape", ["picture", "mask", "palette"])
def test_alpha_is_found_wherever_it_is(shape):
    from imgrules_processors.http.results import cutout, decode

    draft = shot()
    alpha = np.zeros((40, 60), np.uint8)
    alpha[10:30, 15:45] = 255
    picture = {
        "picture": Image.fromarray(np.dstack([draft.samples, alpha])),
        "mask": Image.fromarray(alpha),
        "palette": Image.fromarray(alpha // 255).convert("P"),
    }[shape]
    made = BytesIO()
    picture.save(made, "PNG", **({"transparency": 0} if shape == "palette" else {}))
    found = cutout(decode(made.getvalue(), 1), draft, mask=shape == "mask", title="Mine")
    assert isinstance(found, Cutout)
    np.testing.assert_array_equal(found.alpha, alpha / np.float32(255))


def test_a_reply_of_any_kind_becomes_rgb_on_white():
    from imgrules_processors.http.results import decode, repainted

    grey = Image.new("LA", (60, 40), (100, 0))
    made = BytesIO()
    grey.save(made, "PNG")
    draft = repainted(decode(made.getvalue(), 1), shot(), title="Mine")
    assert draft.samples.shape == (40, 60, 3)
    assert draft.samples[0, 0].tolist() == [255, 255, 255]  # what is transparent lies on white


def test_reasons_come_in_every_shape_and_never_with_the_key():
    names = ["error_message", "error", "detail", "errors"]
    assert reason(b'{"detail": "too small"}', names) == "too small"
    assert reason(b'{"detail": {"message": "busy", "code": 3}}', names) == "busy"
    assert reason(b'{"detail": [{"msg": "a"}, {"msg": "b"}]}', names) == "a; b"
    assert reason(b'{"errors": [{"title": "no", "code": "x"}]}', names) == "no"
    assert reason(b'{"error": {"detail": "none left"}}', names) == "none left"
    assert reason(b'{"error": null, "detail": "x"}', names) == "x"
    assert reason(b"plain\r\n\x1b[31m words", names) == "plain [31m words"
    assert reason(b"<html>long</html>", names) == ""
    assert reason(b"", names) == ""
    assert reason(b'{"error": "key s3cret is bad"}', names, ["s3cret"]) == "key (key) is bad"
    assert len(reason(b'{"error": "' + b"a" * 999 + b'"}', names)) == 301


def test_fields_are_found_in_blocks():
    data = {"data": {"url": "there", "id": 0}, "url": ""}
    assert field(data, ["url", "data.url"]) == "there"
    assert field(data, ["data.id"]) == 0
    assert field(data, ["data.none", "url.x"]) is None
    assert field(None, ["url"]) is None
    assert set(codes({"errors": [{"code": "a"}, {"type": "b"}]})) == {"a", "b"}


@pytest.mark.parametrize(
    ("told", "value"),
    [(1, 1), ("2.5", 2.5), (0, 0), (True, None), ("x", None), (-1, None), ("nan", None),
     ("inf", None), (None, None), ([1], None)],
)  # fmt: skip
def test_numbers_are_numbers(told, value):
    assert number(told) == value


def test_credits_may_come_in_a_header_of_any_name(make, context, till):
    profile = load_profile(bundled_profiles()["removebg"])
    renamed = profile.model_copy(update={"credits": Credits(headers=("x-credits-charged",))})
    make(profile=renamed).run("background.replace", shot(), {}, context)
    assert till.only.credits == 1
