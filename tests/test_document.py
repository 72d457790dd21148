"""The document: strict decoding, recorded line endings, offset ⇄ line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from lzqa.document import Document, document_from_bytes, load_document
from lzqa.errors import CorpusError
from lzqa.spans import Span


def test_document_is_the_text_with_the_hash_of_its_bytes():
    data = "第一章\n总则\n".encode()
    document = document_from_bytes(data)
    assert document.text == "第一章\n总则\n"
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.newline, document.byte_order_mark) == ("\n", False)


@pytest.mark.parametrize(
    ("data", "place", "byte"),
    [
        ("规划".encode("gbk"), 0, "0xb9"),
        ("学位".encode() + b"\xff", 6, "0xff"),
        (b"abc\n" + "规划".encode()[:5], 7, "0xe5"),
    ],
)
def test_document_names_the_first_byte_that_is_not_utf8(data: bytes, place: int, byte: str):
    with pytest.raises(CorpusError) as caught:
        document_from_bytes(data, name="规划.txt")
    assert caught.value.code == "C003"
    assert f"规划.txt is not UTF-8: byte {byte} at byte offset {place} (" in caught.value.message
    assert "UTF-8 (not GBK)" in caught.value.remedy


@pytest.mark.parametrize(
    ("ending", "name"),
    [("\r\n", "windows"), ("\r", "old mac"), ("\n", "unix")],
)
def test_document_unifies_line_endings_and_records_them(ending: str, name: str):
    document = document_from_bytes(f"一{ending}二{ending}{ending}三".encode())
    assert document.text == "一\n二\n\n三", name
    assert document.newline == ending


def test_document_hashes_the_bytes_before_anything_is_unified():
    unix, windows = document_from_bytes(b"a\nb"), document_from_bytes(b"a\r\nb")
    assert unix.text == windows.text
    assert unix.sha256 != windows.sha256


def test_document_with_mixed_endings_counts_every_one_as_a_line():
    document = document_from_bytes(b"a\r\nb\nc\rd")
    assert document.text == "a\nb\nc\nd"
    assert document.newline == "\r\n"
    assert document.line_count == 4


def test_document_drops_one_byte_order_mark_and_records_it():
    document = document_from_bytes(b"\xef\xbb\xbf" + "规划".encode())
    assert document.text == "规划"
    assert document.byte_order_mark


def test_document_keeps_a_byte_order_mark_inside_the_text():
    assert document_from_bytes("规\ufeff划".encode()).text == "规\ufeff划"


def test_document_line_of_is_the_line_that_holds_the_offset():
    document = Document("一\n二三\n\n四", "")
    assert [document.line_of(offset) for offset in range(len(document.text) + 1)] == [1, 1, 2, 2, 2, 3, 4, 4]


@pytest.mark.parametrize("offset", [-1, 8])
def test_document_line_of_refuses_an_offset_outside(offset: int):
    with pytest.raises(ValueError, match=rf"offset {offset} lies outside the text \(0\.\.7\)"):
        Document("一\n二三\n\n四", "").line_of(offset)


def test_document_line_span_leaves_the_line_ending_out():
    document = Document("一\n二三\n\n四", "")
    assert [document.slice(document.line_span(n)) for n in range(1, document.line_count + 1)] == ["一", "二三", "", "四"]


@pytest.mark.parametrize("number", [0, 5, -1])
def test_document_line_span_refuses_a_line_that_is_not_there(number: int):
    with pytest.raises(ValueError, match=rf"no line {number}: the text has lines 1\.\.4"):
        Document("一\n二三\n\n四", "").line_span(number)


def test_document_line_span_and_line_of_agree():
    document = Document("甲\n\n乙丙\n丁\n", "")
    for number in range(1, document.line_count + 1):
        span = document.line_span(number)
        assert {document.line_of(offset) for offset in range(span.start, span.end + 1)} == {number}


def test_document_counts_an_empty_last_line():
    assert Document("一\n", "").line_count == 2
    assert Document("", "").line_count == 1
    assert Document("", "").line_span(1) == Span(0, 0)


def test_document_equality_is_about_text_and_identity():
    assert document_from_bytes(b"a\nb") == document_from_bytes(b"a\nb")
    assert document_from_bytes(b"a\nb") != document_from_bytes(b"a\r\nb")


def test_document_file_that_is_missing_is_a_corpus_error(tmp_path: Path):
    with pytest.raises(CorpusError) as caught:
        load_document(tmp_path / "plan.txt")
    assert caught.value.code == "C001"
    assert str(tmp_path / "plan.txt") in caught.value.message


def test_document_file_that_is_a_folder_is_a_corpus_error(tmp_path: Path):
    with pytest.raises(CorpusError) as caught:
        load_document(tmp_path)
    assert caught.value.code == "C001"


def test_document_loads_a_file_under_its_own_name(tmp_path: Path):
    (tmp_path / "plan.txt").write_bytes(b"\xfe")
    with pytest.raises(CorpusError, match=r"plan\.txt is not UTF-8: byte 0xfe at byte offset 0"):
        load_document(tmp_path / "plan.txt")
