"""A corpus folder: the plan's text and its description in ``plan.toml``, verified against each other."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lzqa.document import Document, load_document
from lzqa.errors import CorpusError

PLAN_TEXT = "plan.txt"
PLAN_DESCRIPTION = "plan.toml"


@dataclass(frozen=True)
class SuppliedHeading:
    """A chapter heading that the text lacks and ``plan.toml`` supplies.

    Args:
        offset: Code point before which the heading belongs.
        number: The chapter's number.
        label: Its label, such as ``第一章``.
        title: A describing title; not the plan's words.
    """

    offset: int
    number: int
    label: str
    title: str

    def __post_init__(self) -> None:
        if not isinstance(self.offset, int) or self.offset < 0 or not isinstance(self.number, int):
            msg = f"a supplied heading needs whole numbers as offset and number, found {self.offset!r} and {self.number!r}"
            raise ValueError(msg)


@dataclass(frozen=True)
class PlanInfo:
    """What ``plan.toml`` says of the plan.

    Args:
        id: Identifier, the folder's name by convention.
        title: The plan's full title.
        short_title: A name to use in running text.
        place: The place that it plans for.
        period: First and last year planned for.
        issuer: Who answers for it.
        contact: Whom a reader should ask what the plan does not say.
        source: Where the text comes from.
        sha256: Digest of the bytes of ``plan.txt``.
        supplied_headings: Headings missing from the text.
        expected: Counts that parsing must give, by name.
    """

    id: str
    title: str
    short_title: str
    place: str
    period: tuple[int, int]
    issuer: str
    contact: str
    source: str
    sha256: str
    supplied_headings: tuple[SuppliedHeading, ...]
    expected: dict[str, int]


@dataclass(frozen=True)
class Corpus:
    """A plan ready to be parsed: its folder, its description and its verified text."""

    folder: Path
    info: PlanInfo
    document: Document


def _info(raw: dict[str, Any]) -> PlanInfo:
    plan = raw["plan"]
    first, last = plan["period"]
    return PlanInfo(
        id=str(plan["id"]),
        title=str(plan["title"]),
        short_title=str(plan["short_title"]),
        place=str(plan["place"]),
        period=(int(first), int(last)),
        issuer=str(plan["issuer"]),
        contact=str(plan["contact"]),
        source=str(plan["source"]),
        sha256=str(plan["sha256"]),
        supplied_headings=tuple(SuppliedHeading(**entry) for entry in raw.get("supplied_heading", [])),
        expected={str(name): int(count) for name, count in raw.get("expected", {}).items()},
    )


def load_info(folder: Path) -> PlanInfo:
    """Read ``plan.toml`` of a corpus folder.

    Raises:
        CorpusError: ``C001`` when the folder or file is missing, ``C004`` when the file is malformed.
    """
    path = folder / PLAN_DESCRIPTION
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"no plan at {folder}: cannot read {PLAN_DESCRIPTION} ({error.strerror or error})"
        raise CorpusError(message, code="C001", remedy="name the corpus folder with --corpus or LZQA_CORPUS") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is malformed: {error}"
        raise CorpusError(message, code="C004", remedy="mend the file; corpus/README.md lists its fields") from error
    try:
        return _info(raw)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = f"{path} lacks a field or has a wrong value: {error!r}"
        raise CorpusError(message, code="C004", remedy="mend the file; corpus/README.md lists its fields") from error


def load_corpus(folder: Path) -> Corpus:
    """Load a corpus folder and verify its text against the recorded hash.

    Raises:
        CorpusError: ``C001`` missing, ``C002`` altered, ``C003`` not UTF-8, ``C004`` malformed description.
    """
    info = load_info(folder)
    document = load_document(folder / PLAN_TEXT)
    if document.sha256 != info.sha256:
        message = (
            f"{folder / PLAN_TEXT} is not the text that {PLAN_DESCRIPTION} describes: "
            f"expected sha256 {info.sha256}, found {document.sha256}"
        )
        remedy = (
            "restore it (`git checkout -- corpus`); if the plan was revised on purpose, "
            "review the new text and record its hash and counts in plan.toml"
        )
        raise CorpusError(message, code="C002", remedy=remedy)
    return Corpus(folder=folder, info=info, document=document)
