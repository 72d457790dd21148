"""The plan's text exactly as loaded: strict decoding, its hash, and offset ⇄ line.

Every span in lzqa points into :attr:`Document.text`.  Nothing is normalised here but line endings, and that is
recorded, so that an offset can be traced back to the file.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from lzqa.errors import CorpusError
from lzqa.spans import Span


@dataclass(frozen=True)
class Document:
    r"""One text with its identity.

    Args:
        text: The text; every offset counts its code points.
        sha256: Hex digest of the file's bytes, before anything was unified.
        newline: The file's line ending, ``"\n"``, ``"\r\n"`` or ``"\r"``; the text itself always has ``"\n"``.
        byte_order_mark: Whether the file began with one; the text never does.
    """

    text: str
    sha256: str
    newline: str = "\n"
    byte_order_mark: bool = False
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        starts = [0]
        starts.extend(at + 1 for at, character in enumerate(self.text) if character == "\n")
        object.__setattr__(self, "_starts", tuple(starts))

    @property
    def line_count(self) -> int:
        """Number of lines, the last one counted even when it is empty."""
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """Return the number of the line, from 1, that holds the code point at ``offset``.

        Raises:
            ValueError: When the offset lies outside the text.
        """
        if not 0 <= offset <= len(self.text):
            msg = f"offset {offset} lies outside the text (0..{len(self.text)})"
            raise ValueError(msg)
        return bisect_right(self._starts, offset)

    def line_span(self, number: int) -> Span:
        """Return the span of line ``number`` (from 1), without its line ending.

        Raises:
            ValueError: When there is no such line.
        """
        if not 1 <= number <= self.line_count:
            msg = f"no line {number}: the text has lines 1..{self.line_count}"
            raise ValueError(msg)
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < self.line_count else len(self.text)
        return Span(start, end)

    def slice(self, span: Span) -> str:
        """Return what ``span`` covers."""
        return span.slice(self.text)


def document_from_bytes(data: bytes, *, name: str = "plan.txt") -> Document:
    """Decode ``data`` strictly as UTF-8.

    Args:
        data: The file's bytes.
        name: What to call the file in an error.

    Raises:
        CorpusError: ``C003`` when the bytes are not UTF-8, with the place of the first wrong byte.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{name} is not UTF-8: byte {data[error.start]:#04x} at byte offset {error.start} ({error.reason})"
        raise CorpusError(message, code="C003", remedy="save the file as UTF-8 (not GBK) and load it again") from error
    mark = text.startswith("\ufeff")
    if mark:
        text = text[1:]
    newline = "\n"
    if "\r" in text:
        newline = "\r\n" if "\r\n" in text else "\r"
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(text=text, sha256=digest, newline=newline, byte_order_mark=mark)


def load_document(path: Path) -> Document:
    """Load a plain-text file.

    Raises:
        CorpusError: ``C001`` when the file cannot be read, ``C003`` when it is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read the plan's text at {path}: {error.strerror or error}"
        raise CorpusError(message, code="C001", remedy="restore the file, e.g. `git checkout -- corpus`") from error
    return document_from_bytes(data, name=path.name)
