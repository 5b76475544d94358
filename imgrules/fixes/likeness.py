"""What a file keeps besides its content: permissions, owner, time."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Likeness:
    """Permissions and owner of a file. ``mtime_ns``: None leaves the time of writing.

    New content keeps the time it was written: a copying tool that compares times must see it.
    Restored content gets its old time back.
    """

    mode: int
    uid: int
    gid: int
    mtime_ns: int | None = None

    @classmethod
    def of(cls, path: Path) -> Likeness:
        """Read it off a file, time included."""
        facts = path.stat()
        return cls(stat.S_IMODE(facts.st_mode), facts.st_uid, facts.st_gid, facts.st_mtime_ns)

    def give_to(self, path: Path) -> None:
        """Give it to a file. The owner stays where we may not change it."""
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):
                os.chown(path, self.uid, self.gid)
        path.chmod(self.mode)  # after the owner: changing that clears bits
        if self.mtime_ns is not None:
            os.utime(path, ns=(self.mtime_ns, self.mtime_ns))
