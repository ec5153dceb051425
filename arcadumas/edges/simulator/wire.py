"""HTTP itself: sockets, keep-alive, and the answers that never come."""

import json
import logging
import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from arcadumas.edges.simulator import control, graph
from arcadumas.edges.simulator.errors import GraphError
from arcadumas.edges.simulator.exchange import Answer, Asked
from arcadumas.edges.simulator.machine import Machine

log = logging.getLogger(__name__)
LARGEST = 110_000_000  # bytes of a body


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, machine: Machine) -> None:
        self.machine = machine
        super().__init__(("127.0.0.1", port), Handler)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Simulator"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one write
    timeout = 300

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a path may carry a telephone number."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            return self._write(Answer(status=413))
        machine = cast(Server, self.server).machine
        answer = self._answered(machine, self._asked(self.rfile.read(int(length))))
        if answer.wait:
            machine.stopping.wait(answer.wait)
        if answer.ending:
            self.close_connection = True
        if answer.ending == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        if not answer.ending:
            self._write(answer)

    def _asked(self, body: bytes) -> Asked:
        parts = urlsplit(self.path)
        port = self.connection.getsockname()[1]
        return Asked(
            method=self.command, path=parts.path, query=dict(parse_qsl(parts.query)), headers=dict(self.headers.items()),
            body=body, peer=str(self.client_address[0]), origin=f"http://{self.headers.get('Host') or f'127.0.0.1:{port}'}",
        )  # fmt: skip

    def _answered(self, machine: Machine, asked: Asked) -> Answer:
        if asked.path == "/healthz":
            return Answer(body=json.dumps({"status": "ok"}).encode())
        try:
            if asked.path.startswith("/control/"):
                return control.answer(machine, asked)
            return graph.answer(machine, asked)
        except Exception:  # whatever breaks here, a caller gets what Meta gives when it breaks
            log.exception("the simulator failed to answer")
            error = GraphError(131000)
            return Answer.json(error.shape(), status=error.status)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
