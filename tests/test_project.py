"""The repository keeps its own promises: layers, docs, names, and nothing of any machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT
from lzqa import errors
from lzqa.question import QuestionKind
from lzqa.structure import RULES

MODULES = sorted((ROOT / "lzqa").rglob("*.py"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_import_contracts_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_stays_readable_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_error_code_is_documented():
    used = {code for path in MODULES for code in re.findall(r'"([UCIOX]\d{3})"', path.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"`([UCIOX]\d{3})`", read("docs/errors.md")))
    assert used - documented == set()
    assert documented - used == set()
    assert len(used) > 15


def test_every_error_class_is_in_the_tree_at_the_top_of_its_module():
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.LzqaError):
            assert name in (errors.__doc__ or "")


def test_architecture_page_names_every_stage_and_rule():
    page = read("docs/architecture.md")
    stages = {path.stem if path.suffix else path.name for path in (ROOT / "lzqa").iterdir() if path.suffix in ("", ".py")}
    for stage in stages - {"__init__", "__main__", "__pycache__"}:
        assert f"`{stage}`" in page, stage
    for name, _ in RULES:
        assert f"`{name}`" in page, name


def test_guide_names_every_question_kind():
    page = read("docs/answers.md")
    for kind in QuestionKind:
        assert f"`{kind.value}`" in page, kind


def test_cli_page_is_what_the_commands_print():
    done = subprocess.run(
        [sys.executable, "docs/render_cli.py", "--check"], capture_output=True, text=True, cwd=ROOT, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_layers_in_the_contract_are_the_modules_that_exist():
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    layered = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    existing = {path.stem for path in (ROOT / "lzqa").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert layered == existing - {"__init__"}


def test_lock_pins_every_dependency_exactly():
    for name in ("requirements.lock", "requirements-test.lock"):
        lines = [line for line in read(name).splitlines() if line and not line.startswith("#")]
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines), name
    assert "torch==2.13.0" in read("requirements.lock").splitlines()


def test_changelog_has_an_unreleased_part_and_the_version():
    from lzqa import __version__

    page = read("CHANGELOG.md")
    assert "## Unreleased" in page
    assert __version__ in page or __version__ == "0.1.0"


def test_links_between_the_pages_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_python_example_of_the_readme_runs_as_printed(capsys, monkeypatch, settings, assistant):
    block = re.search(r"```python\n(.*?)```", read("README.md"), re.DOTALL)
    assert block
    monkeypatch.setenv("LZQA_INDEX", str(settings.index))
    exec(compile(block.group(1), "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "16所" in printed
    assert "1.1/T1.2" in printed


def test_commands_of_the_readme_exist():
    import typer

    from lzqa.cli.app import app

    known = set(typer.main.get_command(app).commands)
    for page in ("README.md", "README.zh-CN.md", "docs/evaluation.md"):
        for name in re.findall(r"^lzqa ([a-z]+)", read(page), re.MULTILINE):
            assert name in known, (page, name)


def test_facts_page_is_what_the_command_prints():
    command = [sys.executable, "-m", "lzqa", "facts", "--format", "markdown"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout == read("docs/facts.md")
