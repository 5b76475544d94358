"""Writing tiny ONNX models by hand: protobuf's wire format, as far as a few nodes need it.

Field numbers: onnx.proto of ONNX, IR version 8, operator set 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

FLOAT, HALF, DOUBLE, INT64 = 1, 10, 11, 7
DTYPES = {FLOAT: np.float32, HALF: np.float16, DOUBLE: np.float64}
Shape = Sequence[int | str]


def varint(number: int) -> bytes:
    made = b""
    while number > 127:
        made += bytes([number & 127 | 128])
        number >>= 7
    return made + bytes([number])


def field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def attribute(name: str, value: int | list[int]) -> bytes:
    numbers = [value] if isinstance(value, int) else value
    packed = b"".join(field(3 if isinstance(value, int) else 8, each) for each in numbers)
    return field(5, field(1, name) + packed + field(20, 2 if isinstance(value, int) else 7))


def node(kind: str, inputs: str, outputs: str, **attributes: int | list[int]) -> bytes:
    made = b"".join(field(1, each) for each in inputs.split())
    made += b"".join(field(2, each) for each in outputs.split())
    made += field(4, kind)
    return made + b"".join(attribute(name, value) for name, value in attributes.items())


def constant(name: str, value: float, kind: int) -> bytes:
    data = np.array([value], DTYPES[kind]).tobytes()
    return field(1, 1) + field(2, kind) + field(8, name) + field(9, data)


def tensor(name: str, shape: Shape, kind: int) -> bytes:
    sides = b"".join(field(1, field(1 if isinstance(side, int) else 2, side)) for side in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, sides)))


def write(
    path: Path,
    nodes: Sequence[bytes],
    *,
    inputs: Sequence[bytes],
    outputs: Sequence[bytes],
    constants: Sequence[bytes] = (),
) -> Path:
    graph = b"".join(field(1, each) for each in nodes) + field(2, "graph")
    graph += b"".join(field(5, each) for each in constants)
    graph += b"".join(field(11, each) for each in inputs)
    graph += b"".join(field(12, each) for each in outputs)
    path.write_bytes(field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13)))
    return path


def darkness(
    path: Path,
    shape: Shape = (1, 3, 64, 64),
    *,
    kind: int = FLOAT,
    sigmoid: bool = False,
    outputs: int = 1,
    middle: float = 0.6,
    gain: float = 40.0,
) -> Path:
    """A model that takes the dark for the product: ``gain * (middle - mean of the channels)``.

    ``outputs``: the first is the map, the rest are its opposite.
    """
    channels = list(shape).index(3)
    nodes = [
        node("ReduceMean", "picture", "mean", axes=[channels], keepdims=1),
        node("Sub", "middle mean", "dark"),
        node("Mul", "dark gain", "logits"),
        node("Sigmoid" if sigmoid else "Identity", "logits", "d0"),
        *(node("Neg", "d0", f"d{at}") for at in range(1, outputs)),
    ]
    flat = [1 if at == channels else side for at, side in enumerate(shape)]
    return write(
        path,
        nodes,
        inputs=[tensor("picture", shape, kind)],
        outputs=[tensor(f"d{at}", flat, kind) for at in range(outputs)],
        constants=[constant("middle", middle, kind), constant("gain", gain, kind)],
    )


def classes(path: Path, shape: Shape = (1, 3, 64, 64)) -> Path:
    """A model of two classes: logits of backdrop (0) and of what is dark (1)."""
    nodes = [
        node("ReduceMean", "picture", "mean", axes=[1], keepdims=1),
        node("Sub", "middle mean", "dark"),
        node("Mul", "dark gain", "product"),
        node("Neg", "product", "backdrop"),
        node("Concat", "backdrop product", "both", axis=1),
    ]
    return write(
        path,
        nodes,
        inputs=[tensor("picture", shape, FLOAT)],
        outputs=[tensor("both", [1, 2, *shape[2:]], FLOAT)],
        constants=[constant("middle", 0.6, FLOAT), constant("gain", 20.0, FLOAT)],
    )
