"""The HTTP doors: the REST interface, the page mounted beside it, and the server that runs both."""

from __future__ import annotations

import errno
import gc
import logging
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.exceptions import HTTPException

from lzqa import __version__
from lzqa.assistant import Assistant
from lzqa.errors import CorpusError, IndexFolderError, LzqaError, UserError
from lzqa.web.guard import Guard

MAX_QUESTION = 20_000
MAX_HISTORY = 20
HOST = "127.0.0.1"
PORT = 7860
_EXAMPLE = '发送 Content-Type: application/json 和 {"question": "…", "history": ["…"]}，history 可不给'
_log = logging.getLogger(__name__)

Turn = Annotated[str, Field(max_length=MAX_QUESTION)]


class AskBody(BaseModel):
    """A question with what was said before it.

    Args:
        question: The question; any text, at most 20,000 characters.
        history: The person's earlier turns, oldest first, at most 20.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"question": "那初中呢？", "history": ["小学有多少所？"]}}
    )

    question: Turn
    history: Annotated[list[Turn], Field(max_length=MAX_HISTORY)] = []

    @field_validator("history", mode="before")
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        return [] if value is None else value


class Problem(BaseModel):
    """What went wrong.

    Args:
        code: A stable code.
        message: What happened.
        remedy: What to do about it; may be empty.
    """

    code: str
    message: str
    remedy: str


class ProblemBody(BaseModel):
    """The body of every error."""

    error: Problem


def create_app(assistant: Assistant) -> FastAPI:
    """Return the REST interface over ``assistant``.

    ::

        POST /api/v1/ask             a question; the answer is the object of docs/answer.schema.json
        GET  /api/v1/passages/{id}   a citable unit and the paragraph, bullet or table around it
        GET  /api/v1/health          which plan is served, and its counts
        GET  /openapi.json           all of this, described

    Errors are ``{"error": {"code", "message", "remedy"}}``.
    """
    app = FastAPI(title="lzqa", version=__version__, docs_url=None, redoc_url=None)
    app.add_middleware(Guard)
    _add_errors(app)
    plan, manifest = assistant.index.plan, assistant.index.manifest

    @app.post("/api/v1/ask", response_model=None, responses={422: {"model": ProblemBody}})
    def ask(body: AskBody) -> dict[str, Any]:
        """Answer a question."""
        return assistant.ask(body.question, body.history).as_dict()

    @app.get("/api/v1/passages/{identifier:path}", response_model=None, responses={404: {"model": ProblemBody}})
    def passage(identifier: str) -> dict[str, Any]:
        """Show a citable unit with its surroundings; offsets are code points in the plan's text."""
        found = assistant.passage(identifier)
        block = plan.passages.blocks[found.block]
        return {
            "id": found.id,
            "kind": found.kind.value,
            "label": found.label,
            "headings": list(found.headings),
            "quote": found.quote,
            "start": found.span.start,
            "end": found.span.end,
            "block": {
                "id": block.id,
                "text": block.span.slice(plan.text),
                "start": block.span.start,
                "end": block.span.end,
            },
        }

    @app.get("/api/v1/health", response_model=None)
    def health() -> dict[str, Any]:
        """Say that the service works, and over which plan."""
        return {
            "status": "ok",
            "lzqa": __version__,
            "plan": plan.corpus.info.title,
            "sha256": manifest.plan_sha256,
            "counts": manifest.counts,
        }

    @app.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(rest: str, request: Request) -> JSONResponse:
        message = f"没有 {request.method} /api/{rest} 这个接口。"
        return _error(404, "U022", message, "POST /api/v1/ask、GET /api/v1/passages/{id}、GET /api/v1/health")

    return app


def create_web_app(assistant: Assistant) -> FastAPI:
    """Return :func:`create_app` with the chat and the figures page at ``/``, and the files that the latter offers."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    from lzqa.facts.table import table_of
    from lzqa.web.downloads import add_downloads
    from lzqa.web.page import build_page, mount_options

    app, plan = create_app(assistant), assistant.index.plan
    table = table_of(plan.facts, plan.passages)
    add_downloads(app, table, plan.corpus.info.title)
    gradio.mount_gradio_app(app, build_page(assistant, table), path="/", **mount_options())
    return app


def serve(assistant: Assistant, host: str = HOST, port: int = PORT) -> None:
    """Serve the page and the REST interface until interrupted.

    Raises:
        UserError: ``U020`` when ``host`` and ``port`` cannot be listened on.
    """
    import uvicorn

    with _listener(host, port) as listener:
        config = uvicorn.Config(
            create_web_app(assistant), log_level="warning", server_header=False, timeout_graceful_shutdown=2
        )
        typer.echo(f"《{assistant.index.plan.corpus.info.title}》问答：{_address(host, port)}  （Ctrl-C 停止）", err=True)
        gc.freeze()  # what is loaded lives until the end: looking through it for garbage would hold up an answer now and then
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def address_from_environment() -> tuple[str, int]:
    """Return the host and port that ``LZQA_HOST`` and ``LZQA_PORT`` name, or the defaults.

    Raises:
        UserError: ``U020`` when the port is not a number from 1 to 65535.
    """
    host, port = os.environ.get("LZQA_HOST") or HOST, os.environ.get("LZQA_PORT") or str(PORT)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        message = f"LZQA_PORT is {port!r}, not a port"
        raise UserError(message, code="U020", remedy="give a number from 1 to 65535")
    return host, int(port)


def _listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens; connections wait in it until the server takes them."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        message = f"port {port} of {host} is in use" if taken else f"cannot listen on {host}:{port}: {error}"
        remedy = "choose another port: `lzqa serve --port 7861`, or LZQA_PORT for app.py" if taken else "check host and port"
        raise UserError(message, code="U020", remedy=remedy) from error


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


# ---- errors ---------------------------------------------------------------------------------------------------------


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(LzqaError)
    def ours(_: Request, error: LzqaError) -> JSONResponse:
        return _error(_status(error), error.code, error.message, error.remedy)

    @app.exception_handler(RequestValidationError)
    def wrong_body(_: Request, error: RequestValidationError) -> JSONResponse:
        problems = "；".join(dict.fromkeys(_problem(entry) for entry in error.errors()))
        return _error(422, "U021", f"请求有误：{problems}。", _EXAMPLE)

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        return _error(error.status_code, "U022", f"请求不能处理：{error.detail}。", _EXAMPLE)

    @app.exception_handler(Exception)
    def unexpected(_: Request, error: Exception) -> JSONResponse:
        _log.error("unexpected %s", type(error).__name__)
        return _error(500, "X000", "lzqa 内部出错，没有给出回答。", "请稍后再试；一再发生时请报告")


def _error(status: int, code: str, message: str, remedy: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "remedy": remedy}}, status)


def _status(error: LzqaError) -> int:
    if isinstance(error, UserError):
        return 404 if error.code == "U003" else 400
    return 503 if isinstance(error, CorpusError | IndexFolderError) else 500


def _problem(entry: dict[str, Any]) -> str:
    """Say in Chinese what is wrong with one place of a request body."""
    kind, context, value = entry["type"], entry.get("ctx", {}), entry.get("input")
    name = _name(entry["loc"])
    length = len(value) if isinstance(value, Sequence) else 0
    messages = {
        "json_invalid": "请求体不是合法的 JSON",
        "missing": f"缺少{name}",
        "string_type": f"{name}要是字符串",
        "string_unicode": f"{name}里有残缺的字符",
        "string_too_long": f"{name}最多 {context.get('max_length')} 个字，给了 {length} 个",
        "list_type": f"{name}要是字符串的列表",
        "too_long": f"{name}最多 {context.get('max_length')} 项，给了 {length} 项",
        "extra_forbidden": f"不认识{name}",
        "model_attributes_type": "请求体要是 JSON 对象",
        "model_type": "请求体要是 JSON 对象",
        "dict_type": "请求体要是 JSON 对象",
    }
    return messages.get(kind, f"{name}不合要求")


def _name(place: Sequence[int | str]) -> str:
    """Return the place in a body as a reader names it: ``history`` 第 2 项."""
    names = [part for part in place if part != "body"]
    if not names or isinstance(names[0], int):
        return "请求体"
    at = f" 第 {names[1] + 1} 项" if len(names) > 1 and isinstance(names[1], int) else ""
    return f"“{str(names[0])[:40]}”{at}"
