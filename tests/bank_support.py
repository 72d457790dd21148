"""A small question bank over the mini plan, for tests that build an index of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from conftest import MINI

LINES: tuple[dict[str, Any], ...] = (
    {"evidence": ["1.1/T1.1"], "kind": "table", "parent": ["县里如今有几家幼儿园", "娃娃上学的园子有多少"], "clerk": ["幼儿园数 2020"]},
    {"evidence": ["1.1.1/1.2"], "kind": "figure", "teacher": ["公办园的孩子占到几成了"], "cantonese": ["公辦園嘅細路佔幾多"]},
    {"evidence": ["2.1/2.2"], "kind": "figure", "parent": ["以后读书的位子要添多少"], "auditor": ["义务教育学位拟增数量？"]},
    {"evidence": ["2.2.2/1.1", "2.2.2"], "kind": "measure", "parent": ["作业太多怎么管", "娃一天能动多久"]},
    {"evidence": ["3.1/1.1"], "kind": "figure", "clerk": ["五年学校建设经费"], "parent": ["盖学校的钱打算花多少"]},
    {"kind": "unanswerable", "missing": "费用", "near": ["1.1.1/1.1"], "parent": ["上幼儿园一个月交多少钱"], "typo": ["幼儿圆收废标准"]},
    {"kind": "unanswerable", "missing": "电话", "parent": ["教育局电话打哪个"]},
)  # fmt: skip


def write_bank(folder: Path, lines: tuple[dict[str, Any], ...] = LINES) -> Path:
    """Copy the mini plan to ``folder`` and put a bank beside it; return the folder."""
    if not folder.exists():
        shutil.copytree(MINI, folder)
    (folder / "questions").mkdir(exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "questions" / "all.jsonl").write_text(text, encoding="utf-8")
    return folder
