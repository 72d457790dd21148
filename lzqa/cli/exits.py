"""Exit codes, in one table; errors carry their own (see :mod:`lzqa.errors`)."""

from __future__ import annotations

OK = 0
FOUND_PROBLEMS = 1
INTERRUPTED = 130

EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, "完成"),
    (1, "完成，但有问题：check 有一项不通过，或 batch 有坏行"),
    (2, "用法不对，或给的东西不能用（U…）"),
    (3, "规划文本或说明缺失、被改动或有误（C…）"),
    (4, "索引文件夹不能用（I…）"),
    (5, "结果写不出去（O…）"),
    (70, "lzqa 自己的错误，请报告（X…）"),
    (130, "被中断"),
)
"""Code and meaning, in the order in which the help shows them."""
