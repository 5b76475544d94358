"""Loading rembg, which ends the process it is imported in where onnxruntime is missing."""

from __future__ import annotations

import hashlib
import io
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from imgrules.ext import Context, Declined, PluginError, Stopped
from imgrules_processors.rembg_models import find_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

HINT = "pip install 'imgrules[rembg]'"


def require() -> None:
    """Raise PluginError where rembg cannot work, importing neither it nor onnxruntime."""
    for package in ("rembg", "onnxruntime"):
        if find_spec(package) is None:
            raise PluginError(f"the processor rembg needs {package}, not installed here", hint=HINT)


def library() -> Any:  # noqa: ANN401  (rembg has no types)
    """Import rembg, whatever that does. Raises Stopped, or PluginError where it is missing."""
    require()
    said = io.StringIO()
    try:
        with redirect_stdout(said):  # it explains itself on the standard output before it exits
            return import_module("rembg")
    except (Exception, SystemExit) as problem:
        told = " ".join(said.getvalue().split()) or str(problem)
        message = f"rembg cannot be imported: {type(problem).__name__}: {told}"
        raise Stopped(message, hint=HINT) from problem


@dataclass(slots=True)
class Session:
    """One model of rembg, opened with the first picture; one picture at a time."""

    name: str
    digest: str = ""
    _rembg: Any = None
    _session: Any = None
    _lock: Lock = field(default_factory=Lock)

    def mask(self, rgb: NDArray[np.uint8], context: Context) -> NDArray[np.float32]:
        """Return rembg's map of a picture, 0-1, as large as the picture.

        Raises Declined where rembg fails on this picture, or the model would have to be fetched
        and the network is off; Stopped where rembg cannot work at all.
        """
        from PIL import Image

        with self._lock:
            if self._session is None:
                self._open(context)
            try:
                # The mask alone: rembg's own cut-out multiplies colours by alpha twice, its
                # matting and clean-up work to fixed sizes.
                found = self._rembg.remove(
                    Image.fromarray(rgb), session=self._session, only_mask=True,
                    alpha_matting=False, post_process_mask=False,
                )  # fmt: skip
            except Exception as problem:  # whatever rembg and its libraries raise
                raise Declined(self._told("fails", problem)) from problem
        mask = np.asarray(found.convert("L"), np.float32) / np.float32(255)
        if mask.shape != rgb.shape[:2]:
            sizes = f"{mask.shape[1]} × {mask.shape[0]} for {rgb.shape[1]} × {rgb.shape[0]} pixels"
            raise Declined(f"rembg's {self.name} gives a map of {sizes}", hint="upgrade rembg")
        return mask

    def _open(self, context: Context) -> None:
        if find_file(self.name) is None:
            if not context.network:
                raise Declined(
                    f"rembg's {self.name} is not on this machine and the network is off",
                    hint=f"fetch it once: rembg d {self.name}",
                )
            context.say(f"rembg fetches the model {self.name}; this happens once")
        self._rembg = library()
        self._refuse_remote()
        try:
            session = self._rembg.new_session(self.name)
        except Exception as problem:  # a download, a damaged file, an unknown name
            hint = f"try rembg itself: rembg i -m {self.name} in.jpg out.png"
            raise Stopped(self._told("cannot be opened", problem), hint=hint) from problem
        self.digest = self._hashed()
        self._session = session

    def _refuse_remote(self) -> None:
        """Refuse what rembg itself calls remote or billed; earlier releases had no such thing."""
        made = getattr(getattr(self._rembg, "sessions", None), "sessions", {}).get(self.name)
        remote = made is not None and (
            not getattr(made, "is_local", lambda: True)()
            or getattr(made, "has_usage_cost", lambda: False)()
        )
        if remote:
            raise Stopped(
                f"rembg's {self.name} sends pictures to a service",
                hint="describe a service in a profile: it then has a price, a budget and a ledger",
            )

    def _hashed(self) -> str:
        path = find_file(self.name)
        if path is None:
            return "unknown"
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def _told(self, what: str, problem: Exception) -> str:
        first = (str(problem).splitlines() or [""])[0]
        return f"rembg's {self.name} {what}: {type(problem).__name__}: {first}"
