"""Every error that lzqa raises on purpose, as one tree.

::

    LzqaError                    code    exit
    ├── UserError                U…      2     the caller can mend it: a wrong id, a bad file, an unknown option
    ├── CorpusError              C…      3     the plan or its description is missing, altered or malformed
    ├── IndexFolderError         I…      4     the index folder cannot be used as it stands
    │   ├── IndexMissing         I001          … nothing there (or a build broke off): build it
    │   ├── IndexStale           I002          … built from another text, dictionary, model or version: rebuild
    │   ├── IndexDamaged         I003          … a file is gone or altered: rebuild
    │   └── IndexForeign         I004          … not ours, or another plan's: refused, never overwritten
    ├── OutputError              O…      5     a result could not be written; what stood there is untouched
    └── InternalError            X…      70    a promise of our own does not hold: our bug, please report

Not finding an answer is not an error: it is an :class:`lzqa.answer.model.Answer` with a status.
"""

from __future__ import annotations


class LzqaError(Exception):
    """Base of the tree: what happened, with the values involved, and what to do about it.

    Args:
        message: What happened, with the values involved.
        remedy: What the reader can do; may be empty.
        code: A stable code for documentation and tests, such as ``C002``.
    """

    exit_code = 1
    default_code = "E000"

    def __init__(self, message: str, *, remedy: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.code = code or self.default_code

    def __str__(self) -> str:
        text = f"[{self.code}] {self.message}"
        return f"{text}\n    → {self.remedy}" if self.remedy else text


class UserError(LzqaError):
    """Something that the caller passed is not usable."""

    exit_code = 2
    default_code = "U000"


class CorpusError(LzqaError):
    """The plan's text or description is missing, altered or malformed."""

    exit_code = 3
    default_code = "C000"


class IndexFolderError(LzqaError):
    """The index folder cannot be used as it stands."""

    exit_code = 4
    default_code = "I000"


class IndexMissing(IndexFolderError):
    """There is no finished index at the place looked at."""

    default_code = "I001"


class IndexStale(IndexFolderError):
    """The index was built from other ingredients than those of now."""

    default_code = "I002"


class IndexDamaged(IndexFolderError):
    """A file of the index is missing or is not the one that the manifest describes."""

    default_code = "I003"


class IndexForeign(IndexFolderError):
    """The folder holds something that lzqa did not make, or another plan's index."""

    default_code = "I004"


class OutputError(LzqaError):
    """A result could not be written."""

    exit_code = 5
    default_code = "O000"


class InternalError(LzqaError):
    """A promise of lzqa's own does not hold; always our bug."""

    exit_code = 70
    default_code = "X000"
