"""Numerals: Chinese and Arabic writing to exact values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lzqa.numerals import chinese_to_int, half_width, to_decimal


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百", 100),
        ("一百零五", 105),
        ("一百一十五", 115),
        ("两千", 2000),
        ("三千零五十", 3050),
        ("一千五十", 1050),
        ("一万三千五百", 13500),
        ("一万零五", 10005),
        ("十万", 100000),
        ("两亿三千万", 230000000),
        ("一万亿", 10**12),
        ("三百五十二亿零八", 35200000008),
        ("二〇二五", 2025),
        ("二○三五", 2035),
        ("二零", 20),
    ],
)
def test_numerals_read_usual_and_positional_writing(numeral: str, value: int):
    assert chinese_to_int(numeral) == value
    assert to_decimal(numeral) == Decimal(value)


@pytest.mark.parametrize(("numeral", "value"), [("一百五", 150), ("两千八", 2800), ("一万三", 13000), ("三万二", 32000)])
def test_numerals_read_the_short_form_of_the_last_place(numeral: str, value: int):
    assert chinese_to_int(numeral) == value


def test_numerals_a_zero_keeps_the_last_digit_a_unit():
    assert chinese_to_int("一百零五") == 105
    assert chinese_to_int("两千零八") == 2008
    assert chinese_to_int("一万零三") == 10003


@pytest.mark.parametrize(
    "numeral",
    [
        "",
        "万",
        "亿万",
        "一亿万",
        "十百",
        "五十百",
        "三三百",
        "一零百",
        "零百",
        "章",
        "3",
        "十二人",
        "一 百",
        "一" * 5000,
        "万" * 5000,
    ],
)
def test_numerals_give_none_for_what_is_no_numeral(numeral: str):
    assert chinese_to_int(numeral) is None


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("0", "0"),
        ("36.12", "36.12"),
        ("3,000", "3000"),
        ("1,234,567.8", "1234567.8"),
        ("-1.99", "-1.99"),
        ("−12.05", "-12.05"),
        ("－1.99", "-1.99"),
        ("３０００", "3000"),
        ("９８．５", "98.5"),
        ("３，０００", "3000"),
        ("99.0", "99.0"),
        ("007", "7"),
    ],
)
def test_numerals_read_arabic_writing_exactly(numeral: str, value: str):
    assert to_decimal(numeral) == Decimal(value)


def test_numerals_keep_the_decimals_as_written():
    assert str(to_decimal("99.0")) == "99.0"
    assert str(to_decimal("0.00")) == "0.00"


@pytest.mark.parametrize(
    "numeral",
    ["", ".", "-", "--5", "5-", "1.", ".5", "1.2.3", "1,2", "36,12", "1-2", "1e5", "٣", "NaN", "Infinity", "98%", "三%", "/"],
)
def test_numerals_give_none_for_what_is_no_number(numeral: str):
    assert to_decimal(numeral) is None


def test_numerals_half_width_keeps_every_place():
    text = "达９８．５％，增加３，０００个；（－１）～５＋2，100"
    assert half_width(text) == "达98.5%，增加3,000个；（-1）~5+2，100"
    assert len(half_width(text)) == len(text)


def test_numerals_half_width_leaves_a_chinese_comma_between_ascii_digits():
    assert half_width("分别为98，100所") == "分别为98，100所"
