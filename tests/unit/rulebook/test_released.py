from __future__ import annotations

import hashlib
import subprocess

import pytest

from imgrules.errors import RulebookError
from imgrules.rulebook.released import unreleased, verify_released, write_released


def test_new_editions_are_written_down_once_as_sha256sum_does(library):
    path = library.add()
    assert unreleased(library.root) == ("acme/2026-01-01.yaml",)
    assert write_released(library.root) == ("acme/2026-01-01.yaml",)
    written = (library.root / "RELEASED.sha256").read_text()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert written == f"{digest}  acme/2026-01-01.yaml\n"
    assert write_released(library.root) == unreleased(library.root) == ()
    subprocess.run(["sha256sum", "-c", "RELEASED.sha256"], cwd=library.root, check=True)


def test_a_released_edition_can_neither_change_nor_vanish(library):
    path = library.add()
    library.add(edition="2026-02-01")
    write_released(library.root)
    assert verify_released(library.root) == ()
    path.write_text(path.read_text() + "# a word\n")
    assert verify_released(library.root) == (
        "acme/2026-01-01.yaml was released and has changed; a correction is a new edition",
    )
    with pytest.raises(RulebookError, match="has changed"):
        write_released(library.root)
    path.unlink()
    assert verify_released(library.root) == ("acme/2026-01-01.yaml was released and is gone",)


def test_a_garbled_list_is_refused(library):
    library.put("RELEASED.sha256", "abc acme\n")
    with pytest.raises(RulebookError, match=r"RELEASED.sha256:1:1"):
        verify_released(library.root)
