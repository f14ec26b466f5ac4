"""TensorBoard's event files, byte by byte: records, and the protocol buffers in them.

A record is its length (8 bytes), a checksum of the length, the message, a checksum of the message
(TensorFlow, `core/lib/io/record_writer.h`). Checksums are CRC-32C (Castagnoli, RFC 3720), masked.
The messages are those of TensorFlow's `event.proto` and `summary.proto`; the numbers of their
fields stand beside the calls below. Encoding: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

_MASK_DELTA = 0xA282EAD8
"""TensorFlow, `core/lib/hash/crc32c.h`."""

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
"""Kinds of fields on the wire."""

FLOAT, STRING = 1, 7
"""`DataType` of a tensor."""

SCALAR, TENSOR = 1, 2
"""`DataClass` of a summary."""


def _table() -> tuple[int, ...]:
    found = []
    for number in range(256):
        for _ in range(8):
            number = number >> 1 ^ (0x82F63B78 if number & 1 else 0)
        found.append(number)
    return tuple(found)


_TABLE = _table()


def checksum(data: bytes) -> int:
    """CRC-32C."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def _masked(data: bytes) -> bytes:
    crc = checksum(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + _MASK_DELTA) & 0xFFFFFFFF)


def record(message: bytes) -> bytes:
    """A message framed for the file."""
    length = struct.pack("<Q", len(message))
    return length + _masked(length) + message + _masked(message)


def varint(value: int) -> bytes:
    """A whole number, 7 bits a byte; negative ones as 64 bits."""
    value &= 0xFFFFFFFFFFFFFFFF
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def field(number: int, kind: int, content: bytes) -> bytes:
    """One field: its number and kind, for `LENGTH` its length, and its content."""
    head = varint(number << 3 | kind)
    return head + (varint(len(content)) if kind == LENGTH else b"") + content


def whole(number: int, value: int) -> bytes:
    """A field of a whole number."""
    return field(number, VARINT, varint(value))


def double(number: int, value: float) -> bytes:
    """A field of 64 bits."""
    return field(number, FIXED64, struct.pack("<d", value))


def doubles(number: int, values: Iterable[float]) -> bytes:
    """A field of many numbers of 64 bits."""
    return field(number, LENGTH, b"".join(struct.pack("<d", value) for value in values))


def text(number: int, value: str) -> bytes:
    """A field of text; half a surrogate pair, which UTF-8 cannot say, becomes a question mark."""
    return field(number, LENGTH, value.encode("utf-8", "replace"))


def inside(number: int, *fields: bytes) -> bytes:
    """A field that is a message itself."""
    return field(number, LENGTH, b"".join(fields))


def single(value: float) -> bytes:
    """A number in 32 bits; one too large for them is infinite."""
    try:
        return struct.pack("<f", value)
    except OverflowError:
        return struct.pack("<f", float("inf") if value > 0 else float("-inf"))


def version_event(time: float) -> bytes:
    """The first record of every file."""
    return record(double(1, time) + text(3, "brain.Event:2"))


def summary_event(time: float, step: int, *values: bytes) -> bytes:
    """A record of summaries at a step. `time` in seconds since 1970."""
    return record(double(1, time) + whole(2, step) + inside(5, *(inside(1, v) for v in values)))


def scalar(tag: str, value: float) -> bytes:
    """A number as a summary; 32 bits, as Keras computes it and TensorBoard shows it."""
    return text(1, tag) + field(2, FIXED32, single(value)) + _metadata("scalars", SCALAR)


def histogram(
    tag: str, low: float, high: float, counts: Sequence[int], mean: float, std: float
) -> bytes:
    """Counts in equal intervals from `low` to `high` as a summary."""
    total = sum(counts)
    width = (high - low) / max(1, len(counts))
    limits = [low + width * (index + 1) for index in range(len(counts) - 1)] + [high]
    content = (
        double(1, low),
        double(2, high),
        double(3, total),
        double(4, mean * total),
        double(5, (mean * mean + std * std) * total),
        doubles(6, limits),
        doubles(7, counts),
    )
    return text(1, tag) + inside(5, *content)


def markdown(tag: str, value: str) -> bytes:
    """A text as a summary, which TensorBoard shows as Markdown."""
    tensor = inside(8, whole(1, STRING), inside(2), text(8, value))
    return text(1, tag) + tensor + _metadata("text", TENSOR)


def hyperparameters(tag: str, content: bytes) -> bytes:
    """A message of TensorBoard's HParams plugin as a summary (`plugin_data.proto`)."""
    tensor = inside(8, whole(1, FLOAT), inside(2, inside(2, whole(1, 1))), single_field(5, 0.0))
    return text(1, tag) + tensor + _metadata("hparams", TENSOR, content)


def single_field(number: int, value: float) -> bytes:
    """A field of 32 bits."""
    return field(number, FIXED32, single(value))


def _metadata(plugin: str, data_class: int, content: bytes = b"") -> bytes:
    named = inside(1, text(1, plugin), field(2, LENGTH, content))
    return inside(9, named, whole(4, data_class))
