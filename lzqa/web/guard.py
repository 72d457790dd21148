"""What stands between the network and the application: security headers, and refusal of what no door of lzqa takes."""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 8 * 1024 * 1024
"""Longest request body, in bytes: a conversation of the page's longest turns fits."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""Only this server; inline code, evaluation, ``data:`` and ``blob:`` are what Gradio's page is made of."""

HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_CLOSED = ("/gradio_api/upload", "/gradio_api/stream", "/gradio_api/proxy=", "/gradio_api/file=http")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Guard:
    """ASGI middleware: adds :data:`HEADERS`, limits bodies, closes the page framework's upload and proxy routes.

    Args:
        app: The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection; answers over 8 MiB bodies with 413 and bodies of unknown length with 411."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in HEADERS}
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        refused = _refusal(scope)
        if refused is None:
            await self._app(scope, receive, send_guarded)
        else:
            await _respond(send_guarded, *refused)


def _refusal(scope: Scope) -> tuple[int, str, str, str] | None:
    """Return status, code, message and remedy when the request is not to be handled, else ``None``."""
    if scope["path"].startswith(_CLOSED):
        return 404, "U022", "这里不接收文件，也不转发。", "提问请用 POST /api/v1/ask"
    if scope["method"] not in _WITH_BODY:
        return None
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"" if b"transfer-encoding" in headers else b"0")
    if not length.isdigit():
        return 411, "U023", "请求没有写明长度（Content-Length）。", "写明长度后重发"
    if int(length) > MAX_BODY:
        return 413, "U023", f"请求有 {int(length)} 字节，最多 {MAX_BODY} 字节。", "缩短问题或上文后重发"
    return None


async def _respond(send: Send, status: int, code: str, message: str, remedy: str) -> None:
    error = {"error": {"code": code, "message": message, "remedy": remedy}}
    body = json.dumps(error, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
