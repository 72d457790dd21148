"""Reading ``questions/*.jsonl`` of a corpus folder, every line validated against the plan."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lzqa.bank.model import KINDS, MISSING, UNANSWERABLE, VOICES, Bank, BankEntry
from lzqa.errors import CorpusError

QUESTIONS = "questions"
MAX_LENGTH = 220
"""Longest question, in code points."""
_REMEDY = "mend that line; corpus/README.md tells the fields"
_FIELDS = frozenset(VOICES) | {"evidence", "kind", "missing", "near", "facts", "work"}
_WORK = re.compile(r"[a-z(\d][-+*/().\da-z]*")
_NOT_WORDS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return ``text`` as it is compared with others: half-width lower case, without punctuation and white space."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _form(row: Any) -> str:
    """Say what is wrong with a line's form, ``""`` when nothing is."""
    if not isinstance(row, dict):
        return "no object"
    if not set(row) <= _FIELDS:
        return f"unknown fields {sorted(set(row) - _FIELDS)}"
    for name in (*VOICES, "evidence", "near", "facts"):
        values = row.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            return f"{name} is no list of strings"
    if not isinstance(row.get("work", ""), str):
        return "work is no text"
    if not isinstance(row.get("kind"), str) or row["kind"] not in KINDS:
        return f"unknown kind {row.get('kind')!r}"
    return "" if any(row.get(voice) for voice in VOICES) else "no question"


def _wrong(row: Any, known: frozenset[str], facts: frozenset[str]) -> str:
    """Say what is wrong with a line, ``""`` when nothing is."""
    form = _form(row)
    if form:
        return form
    kind, evidence, near = row["kind"], row.get("evidence", []), row.get("near", [])
    strange = [identifier for identifier in (*evidence, *near) if identifier not in known]
    if strange:
        return f"there is no passage {strange[0]!r}"
    if kind == UNANSWERABLE and (evidence or str(row.get("missing")) not in MISSING):
        return "an unanswerable question has no evidence and says what is missing"
    if kind != UNANSWERABLE and not evidence:
        return "no evidence"
    if kind != UNANSWERABLE and (near or "missing" in row):
        return "only an unanswerable question says what is missing and what comes near"
    return _wrong_facts(row, facts)


def _is_arithmetic(work: str) -> bool:
    """Tell whether ``work`` consists of letters, numbers, brackets and + - * / alone, in an order that means something."""
    try:
        tree = ast.parse(work, mode="eval")
    except SyntaxError:
        return False
    allowed = (ast.Expression, ast.BinOp, ast.Name, ast.Constant, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.expr_context)
    return all(isinstance(node, allowed) for node in ast.walk(tree))


def _wrong_facts(row: Any, facts: frozenset[str]) -> str:
    """Say what is wrong with the facts that a line names and with what it works out of them, ``""`` when nothing is."""
    named, work = row.get("facts", []), row.get("work", "")
    strange = [identifier for identifier in named if identifier not in facts]
    if strange:
        return f"there is no fact {strange[0]!r}"
    if row["kind"] == UNANSWERABLE and (named or work):
        return "an unanswerable question names no facts"
    outside = [identifier for identifier in named if identifier.split("#")[0] not in row.get("evidence", [])]
    if outside:
        return f"the passage of fact {outside[0]!r} is not among the evidence"
    letters = {chr(ord("a") + at) for at in range(len(named))}
    used = {character for character in work if character.isalpha()}
    if work and (not _WORK.fullmatch(work) or not _is_arithmetic(work) or not used or not used <= letters):
        return f"cannot read the calculation {work!r} over {len(named)} facts (a for the first, b for the second …)"
    return ""


def _entries(path: Path, text: str, known: frozenset[str], facts: frozenset[str]) -> Iterable[BankEntry]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{QUESTIONS}/{path.name}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            message = f"{where}: not JSON ({error.msg})"
            raise CorpusError(message, code="C007", remedy=_REMEDY) from error
        wrong = _wrong(row, known, facts)
        if wrong:
            message = f"{where}: {wrong}"
            raise CorpusError(message, code="C007", remedy=_REMEDY)
        asked = (tuple(row.get("facts", ())), row.get("work", ""))
        shared = (tuple(row.get("evidence", ())), row.get("missing", ""), tuple(row.get("near", ())))
        for voice in VOICES:
            for question in row.get(voice, ()):
                if not plain(question) or len(question) > MAX_LENGTH:
                    message = f"{where}: {question[:30]!r} is empty or longer than {MAX_LENGTH} characters"
                    raise CorpusError(message, code="C007", remedy=_REMEDY)
                yield BankEntry(question, voice, row["kind"], *shared, f"{path.stem}:{number}", *asked)


def load_bank(folder: Path, known: Iterable[str], facts: Iterable[str] = ()) -> Bank:
    """Return the question bank of a corpus folder, an empty one when it has none.

    Args:
        folder: The corpus folder.
        known: Ids of the plan's passages.
        facts: Ids of the plan's facts.

    Raises:
        CorpusError: ``C007`` for a line that is malformed, names a passage or a fact that does not exist, or repeats a question.
    """
    identifiers, fact_ids = frozenset(known), frozenset(facts)
    entries: list[BankEntry] = []
    digest = hashlib.sha256()
    seen: dict[str, str] = {}
    for path in sorted((folder / QUESTIONS).glob("*.jsonl")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"{QUESTIONS}/{path.name} cannot be read as UTF-8 text: {error}"
            raise CorpusError(message, code="C007", remedy="save it as UTF-8") from error
        digest.update(f"{path.name}\0{text}\0".encode())
        for entry in _entries(path, text, identifiers, fact_ids):
            key = plain(entry.text)
            if key in seen:
                message = f"{QUESTIONS}/{path.name}: {entry.text!r} ({entry.line}) stands in {seen[key]} already"
                raise CorpusError(message, code="C007", remedy="take one of them out")
            seen[key] = entry.line
            entries.append(entry)
    return Bank(tuple(entries), digest.hexdigest()[:16] if entries else "")
