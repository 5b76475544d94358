"""A folder of files named by the SHA-256 of what they hold."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from imgrules.errors import ImgrulesError
from imgrules.fixes.writing import make_folders, sync_folder, told, write_whole


class BlobLostError(ImgrulesError):
    """A stored file is gone, or no longer what its name says."""


class Blobs:
    """Stores bytes by their hash. ``tag`` names this writer in its drafts."""

    def __init__(self, folder: Path, tag: str) -> None:
        self.folder = folder
        self._tag = tag

    def put(self, data: bytes) -> str:
        """Store the bytes and return their hash; durable on return. Raises ImgrulesError."""
        digest = sha256(data).hexdigest()
        make_folders(self.folder)
        if self._holds(digest):
            with told(self.folder):
                sync_folder(self.folder)  # its writer may have been killed before it did so
        else:
            write_whole(self.folder / digest, data, tag=self._tag)
        return digest

    def get(self, digest: str) -> bytes:
        """Return what was stored. Raises BlobLostError where it is missing or damaged."""
        path = self.folder / digest
        if not path.exists():
            raise BlobLostError(f"{path} is missing")
        with told(path, "cannot be read"):
            data = path.read_bytes()
        if sha256(data).hexdigest() != digest:
            raise BlobLostError(f"{path} is damaged")
        return data

    def _holds(self, digest: str) -> bool:
        try:
            self.get(digest)
        except BlobLostError:
            return False
        return True
