"""The picture as it is sent: no larger than the service takes, and the fields around it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from imgrules.ext import Declined, Draft, Value
from imgrules_processors.http.calls import Call, Parameter
from imgrules_processors.http.profile import Upload

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 95
_STEP = 0.8
_TYPES = {"png": "image/png", "jpeg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture ready to be sent; ``scale`` is under 1 where it had to become smaller."""

    data: bytes
    format: str
    scale: float


def fit(width: int, height: int, upload: Upload, max_side: int) -> float:
    """Return by how much a picture must shrink to be taken; 1 where it need not."""
    pixels = upload.max_megapixels * 1_000_000
    return min(1.0, max_side / max(width, height), sqrt(pixels / (width * height)))


def encode(draft: Draft, call: Call, upload: Upload, max_side: int) -> Sent:
    """Return the draft as a file the service takes.

    Lossless where it fits; as JPEG and then smaller where the file would be too large. Raises
    Declined for other colour spaces than RGB, and where new pixels are wanted of a picture that
    would have to shrink first: they would have to be enlarged again.
    """
    if draft.mode != "RGB":
        raise Declined(f"the picture is {draft.mode}; it is sent as RGB only")
    scale = fit(draft.width, draft.height, upload, max_side)
    picture, format_ = _opaque(draft), call.picture.format
    while True:
        data = _file(_scaled(picture, scale), format_)
        if len(data) <= upload.max_bytes:
            break
        format_, scale = ("jpeg", scale) if format_ == "png" else (format_, scale * _STEP)
    if scale < 1 and call.gives == "picture":
        raise Declined(
            f"{draft.width} × {draft.height} pixels are more than the service takes",
            hint="reduce the picture first, or use another processor",
        )
    return Sent(data, format_, scale)


def _opaque(draft: Draft) -> Image.Image:
    from PIL import Image

    picture = Image.fromarray(draft.samples)
    if draft.alpha is None:
        return picture
    white = Image.new("RGB", picture.size, "white")
    return Image.composite(picture, white, Image.fromarray(draft.alpha))


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    from PIL import Image

    if scale >= 1:
        return picture
    size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _file(picture: Image.Image, format_: str) -> bytes:
    made = BytesIO()
    if format_ == "png":
        picture.save(made, "PNG")
    else:
        picture.save(made, "JPEG", quality=_QUALITY, subsampling=0)
    return made.getvalue()


def fields(call: Call, params: Mapping[str, Value], draft: Draft) -> dict[str, Any]:
    """Return the request's fields, without the picture. Raises Declined for an impossible one."""
    told = {**_derived(params, draft), **params}
    made: dict[str, Any] = dict(call.constants)
    for name, parameter in call.parameters.items():
        value = _value(name, parameter, told.get(name))
        if value is not None:
            made[parameter.field] = value
    return made


def _derived(params: Mapping[str, Value], draft: Draft) -> dict[str, Value]:
    """Return ``factor``, by how much the step enlarges, where it states the size it wants."""
    width, height = params.get("width"), params.get("height")
    if not isinstance(width, int) or not isinstance(height, int):
        return {}
    factor = max(width / draft.width, height / draft.height)
    return {"factor": ceil(round(factor, 3))}


def _value(name: str, parameter: Parameter, told: Value) -> Value:
    if told is None or told == "":
        return parameter.default
    if not parameter.choices or told in parameter.choices:
        return told
    if isinstance(told, int | float):
        numbers = [each for each in parameter.choices if isinstance(each, int | float)]
        enough = [each for each in sorted(numbers) if each >= told]
        if enough:
            return enough[0]
    listed = ", ".join(map(str, parameter.choices))
    raise Declined(f"{name} {told} cannot be asked for; the service takes {listed}")


def body(call: Call, sent: Sent, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``httpx.Client.build_request`` that carry picture and fields."""
    kind, field = _TYPES[sent.format], call.picture.field
    if call.picture.sent_as == "file":
        name = f"{call.picture.name}.{'jpg' if sent.format == 'jpeg' else 'png'}"
        texts = {key: _text(value) for key, value in values.items()}
        return {"files": {field: (name, sent.data, kind)}, "data": texts}
    text = b64encode(sent.data).decode("ascii")
    if call.picture.sent_as == "data-uri":
        text = f"data:{kind};base64,{text}"
    filled = {**values, field: text}
    if call.body == "json":
        return {"json": filled}
    return {"data": {key: _text(value) for key, value in filled.items()}}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
