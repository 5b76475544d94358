"""Strategies that spoil what was right: values put in the wrong place, text torn, bytes flipped."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Steps = tuple[str | int, ...]

AWKWARD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, -(10**30), 0.0, -0.5, 1e308, float("inf"), float("nan"),
    "", " ", "0", "x", "main", "all", "error", "../up", "/", ".", "a" * 300, "1:1", "no", "~", "é",
    "\u2028", "\x00", "\ud800", "\U0001f600", "{0}", "{x!r}", "{share:>999999999}", "(", "(?P<sku>",
    "a{99999999999}", "[[:x:]]", "(" * 200, "2026-02-30", "0000-00-00", "9999-12-31", "2026-11-21",
    "amazon", "amazon@2026-07-22", "nobody/nothing", "file.size", "acme.check", "0" * 64,
    [], [[]], [None], {}, {"": None}, {"id": {}}, [{"id": "x"}],
)  # fmt: skip
"""What nobody expects there."""

TOKENS = (
    "\n", "\n  ", "\n- ", ": ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "!!str ", "|\n ",
    "'", '"', "#", "%", "---\n", "...", "? ", "\t", "\r", "<<: ", "0x1F", "1e9", "\ufeff", "\x85",
    ">\n ", "9" * 5000, "[" * 5000, '{"a":' * 3000, "schema", "rules", "id", "x",
)  # fmt: skip

text_like = st.lists(st.sampled_from(TOKENS) | st.text(max_size=8), max_size=30).map("".join)


def places(tree: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the way to every value of a tree."""
    yield steps
    inner = tree.items() if isinstance(tree, dict) else ()
    inner = enumerate(tree) if isinstance(tree, list) else inner
    for step, value in inner:
        yield from places(value, (*steps, step))


def _at(tree: Any, steps: Steps) -> Any:
    for step in steps:
        tree = tree[step]
    return tree


def _near(value: Any) -> Iterator[Any]:
    """Yield what looks much like a value and is not the same."""
    yield from ([value], {"x": value}, str(value))
    if isinstance(value, str):
        yield from (f"{value}\n", f" {value}", value.upper(), value[:-1], f"{value}\x00", value * 2)
    if isinstance(value, int | float):
        yield from (-value, value * 1.0, value + 0.5, bool(value), value * 10**12)


@st.composite
def spoiled(draw: st.DrawFn, sound: Any) -> Any:
    """A tree of plain data in which one to three values are wrong, gone, doubled or moved."""
    tree = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 3))):
        every = list(places(tree))[1:]
        if not every:
            break
        *way, last = draw(st.sampled_from(every))
        holder = _at(tree, tuple(way))
        change = draw(st.sampled_from(["put", "put", "put", "vary", "drop", "move", "rename"]))
        if change == "put":
            # A copy: what is put into a tree may be spoiled in turn.
            awkward = st.sampled_from(AWKWARD).map(copy.deepcopy)
            holder[last] = draw(awkward | st.text(max_size=5) | st.integers())
        elif change == "vary":
            holder[last] = draw(st.sampled_from(list(_near(holder[last]))))
        elif change == "drop":
            del holder[last]
        elif change == "move":
            holder[last] = copy.deepcopy(_at(tree, draw(st.sampled_from(every))))
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from([f"{last}s", last.upper(), "", "id", "schema"]))] = (
                holder.pop(last)
            )
        else:
            holder.append(copy.deepcopy(holder[last]))
    return tree


def as_json(tree: Any) -> bytes:
    """Return the tree as JSON, which the strict YAML reads too; lone surrogates stay escaped."""
    return json.dumps(tree).encode()


@st.composite
def torn(draw: st.DrawFn, sound: bytes) -> bytes:
    """A file of which one to three stretches are missing, doubled, overwritten or added to."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 1, 1, 2, 8, 64, len(data)])))
        piece = draw(
            st.binary(max_size=4)
            | st.just(bytes(data[start:end]) * 2)
            | st.sampled_from(TOKENS).map(lambda token: token.encode("utf-8", "surrogatepass"))
        )
        data[start:end] = piece
    return bytes(data)
