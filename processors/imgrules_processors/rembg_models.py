"""What is known of the models that rembg offers by name: who may use them, where they lie.

rembg is MIT; each model has its own licence, which rembg neither states nor checks.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from imgrules.ext import PluginError


@dataclass(frozen=True, slots=True)
class Known:
    """``commercial``: None where nobody has said. ``side``: of the model's own square map."""

    licence: str
    commercial: bool | None
    reason: str
    side: int


_U2NET = Known("Apache-2.0", True, "https://github.com/xuebinqin/U-2-Net", 320)
_BIREFNET = Known(
    "MIT", True,
    "its author, for code and weights: https://github.com/ZhengPeng7/BiRefNet/issues/316", 1024,
)  # fmt: skip
_BIREFNETS = ("general", "general-lite", "general-fp16", "dis", "hrsod", "cod", "massive",
              "portrait")  # fmt: skip
MODELS: Mapping[str, Known] = {
    "u2net": _U2NET,
    "u2netp": _U2NET,
    "u2net_human_seg": _U2NET,
    **{f"birefnet-{kind}": _BIREFNET for kind in _BIREFNETS},
    "isnet-general-use": Known(
        "not stated", None,
        "the Apache-2.0 of its project covers the code; whether it covers the weights has been "
        "asked and not answered: https://github.com/xuebinqin/DIS/issues/150", 1024,
    ),
    "silueta": Known(
        "not stated", None,
        "a reduced u2net whose licence nobody states: "
        "https://github.com/xuebinqin/U-2-Net/issues/295", 320,
    ),
    "bria-rmbg": Known(
        "CC BY-NC 4.0, or a paid agreement with BRIA", False,
        "https://huggingface.co/briaai/RMBG-2.0", 1024,
    ),
}  # fmt: skip
"""As stated in 2026-11. A grant by an author is no proof that the training data allowed it."""

_REMOTE = ("withoutbg", "atlascloud")
_UNFIT = {
    "sam": "finds what it is pointed at, and nobody points",
    "u2net_cloth_seg": "gives three maps of garments on a person, not one of a product",
    **dict.fromkeys(
        ("u2net_custom", "dis_custom", "ben_custom"),
        "is a file of your own: use the processor onnx, which keeps the raw map",
    ),
}


def permit(name: str, *, allow_non_commercial: bool) -> Known:
    """Return what is known of a model that may be used. Raises PluginError for any other."""
    if name in _REMOTE:
        raise PluginError(
            f"{name} sends pictures to a billed service; rembg is used for local models only",
            hint="describe a service in a profile: it then has a price, a budget and a ledger",
        )
    if name in _UNFIT:
        raise PluginError(f"rembg's {name} {_UNFIT[name]}", hint=_choices())
    known = MODELS.get(name, Known("unknown", None, "imgrules does not know this model", 0))
    if not known.commercial and not allow_non_commercial:
        raise PluginError(_refusal(name, known), hint=_hint(name))
    return known


def _refusal(name: str, known: Known) -> str:
    if known.commercial is False:
        return f"{name} is not licensed for commercial use ({known.licence}): {known.reason}"
    return f"nobody states that {name} may be used commercially: {known.reason}"


def _hint(name: str) -> str:
    allow = "set allow_non_commercial: true if your use is covered"
    if name in MODELS:
        return f"{_choices()}, or {allow}"
    found = get_close_matches(name, MODELS, n=1)
    return f"did you mean {found[0]}? Or {allow}" if found else f"{_choices()}, or {allow}"


def _choices() -> str:
    return "use one of " + ", ".join(name for name, known in MODELS.items() if known.commercial)


def find_file(name: str) -> Path | None:
    """Return where rembg would find a model, without asking rembg; None where it would fetch it.

    The places are those of rembg 2.0.86, and the flat folder that earlier ones used.
    """
    candidates = (_home() / "models" / name / f"{name}.onnx", _legacy() / f"{name}.onnx")
    return next((path for path in candidates if path.is_file()), None)


def _home() -> Path:
    if os.environ.get("U2NET_HOME"):
        return _legacy()
    data = os.environ.get("XDG_DATA_HOME")
    default = Path(data, "rembg") if data else Path("~", ".rembg")
    return Path(os.environ.get("REMBG_HOME", default)).expanduser()


def _legacy() -> Path:
    default = Path(os.environ.get("XDG_DATA_HOME", "~"), ".u2net")
    return Path(os.environ.get("U2NET_HOME", default)).expanduser()
