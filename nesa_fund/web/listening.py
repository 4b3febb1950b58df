"""Waitress, which answers on this machine's own address; whoever dawdles or brings too much keeps nobody waiting."""

import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.utilities import BadRequest, RequestEntityTooLarge

from nesa_fund.web.forms import LARGEST_FORM, LARGEST_UPLOAD

_THREADS = 16
_MOST_CONNECTIONS = 400
"""With a file for each, fewer than the 1,024 that a process may often have open; on Windows 512 can be waited for."""
_PATIENCE_SECONDS = 30
_LEAST_BYTES_A_SECOND = 10_000


def listening(app: Flask, port: int, *, behind_proxy: bool, patience_seconds: int = _PATIENCE_SECONDS) -> Any:  # noqa: ANN401  # Waitress has no types.
    """A server that listens on this machine's own address alone; its ``run`` answers until it is stopped.

    Args:
        app: What it answers with.
        port: Where; 0 for any that is free.
        behind_proxy: Whether a proxy on this machine is believed about where a request came from.
        patience_seconds: So long, and a second more for each 10,000 bytes, somebody may bring one request or take its
            answer.

    Raises:
        OSError: The port can't be had.
    """
    trusted = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"}
    settings = Adjustments(
        listen=f"127.0.0.1:{port}", threads=_THREADS, ident=None, max_request_body_size=2 * LARGEST_UPLOAD,
        max_request_header_size=32 * 1024, clear_untrusted_proxy_headers=True, asyncore_use_poll=True,
        connection_limit=_MOST_CONNECTIONS + 50, cleanup_interval=1, log_socket_errors=False,
        outbuf_high_watermark=2**30,  # No thread waits until an answer is taken: what is not yet, lies in a file.
        **(trusted if behind_proxy else {}),
    )  # fmt: skip
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # Else whoever asks often fills a log.
    return _Server(app, settings, patience_seconds)


class _Request(HTTPRequestParser):  # type: ignore[misc]  # Waitress has no types.
    """A request that is being received: since when, and refused as soon as it says that it is too large."""

    error: Any = None

    def __init__(self, settings: Adjustments, may_bring: Callable[["_Request"], bool]) -> None:
        super().__init__(settings)
        self.began = time.time()
        self._may_bring = may_bring

    def received(self, data: bytes) -> int:
        """Take what arrived; returns how much of it belongs to this request."""
        taken: int = super().received(data)
        if self.headers_finished and not (self.error or self.body_bytes_received):
            if self.chunked:
                self.error, self.completed = BadRequest("What is sent must say how long it is"), True
            elif not self._may_bring(self):
                self.error, self.completed = RequestEntityTooLarge("What is sent is too large"), True
        if self.error:
            self.expect_continue = False  # Else what was refused would be asked for.
        return taken


class _Channel(HTTPChannel):  # type: ignore[misc]  # As above.
    """A connection, that knows since when somebody is bringing or taking what, and how large that is."""

    def __init__(self, server: "_Server", *arguments: Any, **more: Any) -> None:  # noqa: ANN401  # As above.
        super().__init__(server, *arguments, **more)
        self.answered, self.answer_bytes = self.creation_time, 0
        self.parser_class = lambda settings: _Request(settings, server.may_bring)

    def received(self, data: bytes) -> bool:
        """Take what arrived; whoever asks before they are answered would hold a thread, or a file, for each."""
        is_taken = bool(super().received(data))
        if len(self.requests) > 1:
            self.end()
        return is_taken

    def write_soon(self, data: Any) -> int:  # noqa: ANN401  # As above.
        """Take a part of an answer: from the last one on, it is on the other side to take them."""
        self.answered, self.answer_bytes = time.time(), self.total_outbufs_len + len(data)
        return int(super().write_soon(data))

    @property
    def since(self) -> float:
        """Since when it is on the other side to do something, where nothing is being answered."""
        asked = self.request
        return float(asked.began if asked else self.answered)

    def is_late(self, now: float, patience: int) -> bool:
        """Whether the other side has had time enough."""
        asked = self.request
        size = asked.header_bytes_received + asked.body_bytes_received if asked else self.answer_bytes
        return not self.requests and now > self.since + patience + size / _LEAST_BYTES_A_SECOND

    def end(self) -> None:
        """Close it, also where the other side takes nothing, so that it could never be written to."""
        self.will_close = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class _Server(TcpWSGIServer):  # type: ignore[misc]  # As above.
    """The server: it closes what dawdles, and of too many connections that which has waited longest."""

    channel_class = _Channel

    def __init__(self, app: Flask, settings: Adjustments, patience: int) -> None:
        super().__init__(app, adj=settings)
        self._app, self._patience = app, patience

    def may_bring(self, asked: _Request) -> bool:
        """Whether a request is no larger than a form, or brings files of somebody who signed in of late."""
        if asked.content_length <= 2 * LARGEST_FORM:
            return True
        cookies = self._app.request_class({"HTTP_COOKIE": asked.headers.get("COOKIE", "")})
        session = self._app.session_interface.open_session(self._app, cookies)
        return bool(session and "token" in session) and asked.content_length <= 2 * LARGEST_UPLOAD

    def maintenance(self, now: float) -> None:
        """Close what has had time enough."""
        for channel in [*self.active_channels.values()]:
            if channel.is_late(now, self._patience):
                channel.end()

    def handle_accept(self) -> None:
        """Take one more connection, and make room for the next."""
        super().handle_accept()
        channels = [channel for channel in self.active_channels.values() if not channel.will_close]
        waiting = sorted((channel for channel in channels if not channel.requests), key=lambda channel: channel.since)
        for channel in waiting[: max(0, len(channels) + 1 - _MOST_CONNECTIONS)]:
            channel.end()
