"""Whatever a file holds, it is read, or refused with its place; nothing else ever happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgrules.errors import ImgrulesError, RulebookErrors
from imgrules.rulebook import yaml
from tests.fuzz.effort import effort
from tests.fuzz.spoil import as_json, spoiled, text_like, torn
from tests.fuzz.texts import KINDS, Kind

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
with_tree = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.name != "manifest"], ids=lambda kind: kind.name
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


def read_or_refuse(kind: Kind, folder: Path, content: bytes) -> Any:
    """Return what was read, or None where it was refused as it should be."""
    path = folder / f"file{kind.ending}"
    path.write_bytes(content)
    try:
        read = kind.read(path)
    except RulebookErrors as refusals:
        assert all(str(path) in str(each) for each in refusals.faults), str(refusals)
    except ImgrulesError as refusal:
        assert str(path) in str(refusal), str(refusal)
    else:
        read_again(kind, path, read)
        return read
    return None


def read_again(kind: Kind, path: Path, read: Any) -> None:
    """Write what was read and hold it against what is read of that."""
    written = kind.write(read) if kind.write else as_json(yaml.read(path).data).decode()
    path.write_text(written, encoding="utf-8", errors="surrogatepass", newline="")
    assert kind.value(kind.read(path)) == kind.value(read)


@every_kind
def test_the_sound_file_is_read(kind: Kind, folder: Path) -> None:
    assert read_or_refuse(kind, folder, kind.sound()) is not None


@every_kind
def test_any_bytes(kind: Kind, folder: Path) -> None:
    @effort
    @given(
        st.binary(max_size=80) | text_like.map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
    def attempt(content: bytes) -> None:
        read_or_refuse(kind, folder, content)

    attempt()


@every_kind
def test_a_torn_file(kind: Kind, folder: Path) -> None:
    @effort
    @given(torn(kind.sound()))
    def attempt(content: bytes) -> None:
        read_or_refuse(kind, folder, content)

    attempt()


@with_tree
def test_wrong_values_in_a_well_formed_file(kind: Kind, folder: Path) -> None:
    @effort
    @given(spoiled(kind.tree()))
    def attempt(tree: Any) -> None:
        content = as_json(tree)
        if kind.line_by_line and isinstance(tree, list):
            content = b"\n".join(map(as_json, tree))
        read_or_refuse(kind, folder, content)

    attempt()
