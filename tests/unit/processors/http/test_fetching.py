from __future__ import annotations

import ipaddress

import numpy as np
import pytest

from imgrules.ext import Context, Cutout, Declined, Draft
from imgrules.fixes.services import bundled_profiles, load_profile
from imgrules_processors.http.address import allowed, public, resolve
from imgrules_processors.http.download import _addresses, download
from imgrules_processors.http.line import Line
from tests.unit.processors.http.bench import ENVIRON, name_of, shot
from tests.unit.processors.http.fake_service import FakeService

CUT = "background.replace"


@pytest.mark.parametrize("word", ["truncated", "broken", "error"])
def test_a_result_that_came_broken_is_fetched_again(word, fake, make, context):
    fake.script("download", word, word)
    assert isinstance(make().run(CUT, shot(), {}, context), Cutout)
    assert fake.count("GET", "/files/") == 3
    assert fake.count("POST") == 1


def test_a_result_that_stays_broken_is_left_for_the_next_run(fake, make, context, till):
    fake.script("download", *["broken"] * 4)
    service, draft = make(), shot()
    with pytest.raises(Declined, match="the result is no whole picture") as told:
        service.run(CUT, draft, {}, context)
    assert "nothing is paid" in told.value.hint
    assert till.only.state == "accepted"
    assert isinstance(service.run(CUT, draft, {}, context), Cutout)
    assert fake.charges == {name_of(draft): 1}


def test_an_address_that_lapsed_is_asked_for_anew(fake, make, context):
    fake.script("download", "expired")
    assert isinstance(make().run(CUT, shot(), {}, context), Cutout)
    first, second = (path for verb, path, _ in fake.requests if path.startswith("/files/"))
    assert first != second


def test_a_result_that_is_gone_for_good_is_said_plainly(fake, make, context, till):
    fake.script("download", "expired", "expired")
    with pytest.raises(Declined, match="did the work, but its result can no longer be fetched"):
        make().run(CUT, shot(), {}, context)
    assert till.only.state == "accepted"
    assert fake.count("POST") == 1


def test_a_synchronous_result_is_fetched_by_the_next_run_from_its_address(
    fake, make, context, till
):
    fake.script("download", *["error"] * 4)
    service, draft = make("pixelapi-edit"), shot()
    with pytest.raises(Declined, match="HTTP 500"):
        service.run(CUT, draft, {}, context)
    assert till.only.remote_id.startswith(fake.url)
    assert isinstance(service.run(CUT, draft, {}, context), Cutout)
    assert fake.charges.total() == 1


def test_a_synchronous_result_that_lapsed_cannot_be_asked_for(fake, make, context):
    fake.script("download", "expired")
    with pytest.raises(Declined, match="can no longer be fetched"):
        make("pixelapi-edit").run(CUT, shot(), {}, context)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("wrong-type", "sends text/html instead of a picture"),
        ("private", r"lies at 10\.11\.12\.13, which its profile does not name"),
        ("elsewhere", r"lies at example\.test, which its profile does not name"),
        ("nowhere", "Invalid URL in location header"),
        ("cropped", "another shape"),
        ("opaque", "without transparency"),
        ("empty", "finds no product"),
        ("whole", "took no background away"),
    ],
)
def test_what_is_no_cut_out_of_this_picture_is_refused(word, said, fake, make, context):
    fake.script("download", *[word] * 5)
    with pytest.raises(Declined, match=said):
        make().run(CUT, shot(), {}, context)
    assert fake.count("POST") == 1


def test_an_enlarged_picture_smaller_than_asked_for_is_refused(fake, make, context):
    fake.script("download", "small")
    with pytest.raises(Declined, match="enlarged to 60 × 40 pixels only; 120 × 80 are needed"):
        make().run("size.enlarge", shot(), {"width": 120, "height": 80}, context)


@pytest.mark.parametrize(
    "url",
    ["http://api.pixelapi.dev/a.png", "file:///etc/passwd", "ftp://api.pixelapi.dev/", "nonsense",
     "", "https://[::1", "https://api.pixelapi.dev:99999/", "https://", "https://a\x00b/"],
)  # fmt: skip
def test_a_result_at_no_https_address_is_not_fetched(url, make):
    service = make(base_url="https://api.pixelapi.dev")
    line = Line(service._api, "https://api.pixelapi.dev", ("Authorization", ""), "")
    with pytest.raises(Declined, match="lies at no https address"):
        download(line, url)


def test_redirects_end(fake, make, context):
    fake.script("download", *["loop"] * 4)
    with pytest.raises(Declined, match="redirected more than 3 times"):
        make().run(CUT, shot(), {}, context)
    assert fake.count("GET", "/files/") == 4


def test_a_few_redirects_on_the_same_host_are_followed(fake, make, context):
    fake.script("download", *["loop"] * 3)
    assert isinstance(make().run(CUT, shot(), {}, context), Cutout)


def test_more_bytes_than_the_profile_allows_are_not_read(fake, make, context):
    fake.script("download", "huge")
    with pytest.raises(Declined, match="larger than 2000000 bytes"):
        make(profile=_with(results={"max_bytes": 2_000_000})).run(CUT, shot(), {}, context)


def test_more_pixels_than_the_profile_allows_are_not_decoded(make, context):
    with pytest.raises(Declined, match="60 × 40 pixels; refused"):
        make(profile=_with(results={"max_megapixels": 0.002})).run(CUT, shot(), {}, context)


def test_a_host_the_profile_names_is_still_not_one_of_this_network(fake, make, context):
    fake.script("download", "private")
    named = _with(results={"hosts": ("10.11.12.13",)})
    with pytest.raises(Declined, match=r"\(10\.11\.12\.13\), which is no public address"):
        make(profile=named).run(CUT, shot(), {}, context)


def test_the_key_goes_to_the_service_and_to_nobody_else(make, context):
    with FakeService(result_host="localhost") as fake:
        service = make(profile=_with(results={"hosts": ("localhost",)}), base_url=fake.url)
        assert isinstance(service.run(CUT, shot(), {}, context), Cutout)
    for _, path, headers in fake.requests:
        assert ("authorization" in headers) == (not path.startswith("/files/"))
        assert headers["user-agent"].startswith("imgrules/")


def test_a_smaller_reply_is_brought_to_full_size(fake, make, context):
    fake.script("download", "small")
    draft = shot(240, 160)
    made = make().run(CUT, draft, {}, context)
    assert made.alpha.shape == (160, 240)
    assert made.alpha[80, 120] == 1
    assert made.alpha[2, 2] == 0
    assert np.abs(made.alpha - _whole()).mean() < 0.01
    assert made.notes == ("cut out by PixelAPI at 120 × 80 pixels",)


def _whole() -> np.ndarray:
    """Return the alpha of shot(240, 160)."""
    alpha = np.zeros((160, 240))
    alpha[40:120, 60:180] = 1
    return alpha


def test_a_large_picture_is_sent_smaller_and_said_so(make, till):
    said = []
    context = Context(till=till, environ=ENVIRON, say=said.append)
    made = make(max_px=80).run(CUT, shot(240, 160), {}, context)
    assert made.alpha.shape == (160, 240)
    assert said == ["PixelAPI is sent a smaller picture (33%)"]
    assert np.abs(made.alpha - _whole()).mean() < 0.02


def test_new_pixels_are_not_bought_of_a_picture_that_would_have_to_shrink(fake, make, context):
    with pytest.raises(Declined, match="240 × 160 pixels are more than the service takes"):
        make(max_px=80).run("overlay.erase", shot(240, 160), {}, context)
    assert not fake.requests


def test_a_repainted_picture_keeps_the_size_it_came_in(fake, make, context):
    fake.script("download", "small")
    draft = shot(240, 160)
    product = np.zeros((160, 240), bool)
    product[40:120, 60:180] = True
    draft = Draft(samples=draft.samples, product=product)
    made = make().run(CUT, draft, {"prompt": "on moss"}, context)
    assert (made.width, made.height) == (120, 80)
    assert made.product.shape == (80, 120)
    assert made.placement.scale == pytest.approx(0.5)


def test_other_colour_spaces_are_not_sent(make, context):
    draft = Draft(samples=np.zeros((4, 4, 4), np.uint8), mode="CMYK")
    with pytest.raises(Declined, match="CMYK"):
        make().run(CUT, draft, {}, context)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses(address):
    assert public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
     "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1",
     "64:ff9b::a00:1", "2002:a00:1::1", "::"],
)  # fmt: skip
def test_addresses_of_ones_own_network(address):
    assert not public(address)


def test_a_name_is_resolved_once_and_every_address_looked_at():
    with pytest.raises(Declined, match="no public address"):
        resolve("localhost", 80)
    found = resolve("localhost", 80, loopback=True)
    assert found
    assert all(ipaddress.ip_address(each).is_loopback for each in found)
    with pytest.raises(Declined, match="no public address"):
        resolve("10.0.0.1", 80, loopback=True)


def test_hosts_below_a_named_one_are_allowed_and_lookalikes_are_not():
    assert allowed("api.pixelapi.dev", ("pixelapi.dev",))
    assert allowed("PIXELAPI.dev.", ("pixelapi.dev",))
    assert not allowed("evilpixelapi.dev", ("pixelapi.dev",))
    assert not allowed("pixelapi.dev.evil.test", ("pixelapi.dev",))


def _with(**changes):
    """Return the profile of PixelAPI with some fields changed, block by block."""
    profile = load_profile(bundled_profiles()["pixelapi"])
    blocks = {
        name: getattr(profile, name).model_copy(update=fields) for name, fields in changes.items()
    }
    return profile.model_copy(update=blocks)


def test_behind_a_proxy_the_proxy_looks_names_up(make, monkeypatch):
    service = make(base_url="https://api.pixelapi.dev")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert _addresses(service._api, "files.pixelapi.dev", 443) == ("files.pixelapi.dev",)
