"""A Graph API that answers at once and costs little: one thread, no HTTP library. It remembers who asked and when.

Run as a process of its own; `GET /seen` tells {count, distinct, first, last}, `GET /times` each message's moment.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from arcadumas.base.ports import free_port, is_free
from arcadumas.base.processes import die_with_parent, tied
from tests.faults.instance import Caller

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
OPAQUE = re.compile(rb'"biz_opaque_callback_data": *"([^"]+)"')


class Graph(asyncio.Protocol):
    seen: dict[bytes, float] = {}
    templates: list[dict[str, Any]] = []
    count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.kept = transport, b""

    def data_received(self, data: bytes) -> None:
        self.kept += data
        while (end := self.kept.find(b"\r\n\r\n")) >= 0:
            head = self.kept[:end]
            found = LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self.kept) < whole:
                return
            body, self.kept = self.kept[end + 4 : whole], self.kept[whole:]
            self._write(self._answer(head, body))

    def _answer(self, head: bytes, body: bytes) -> Any:
        if head.startswith(b"GET /seen"):
            moments = list(Graph.seen.values()) or [0.0]
            return {
                "count": Graph.count,
                "distinct": len(Graph.seen),
                "first": min(moments),
                "last": max(moments),
            }
        if head.startswith(b"GET /times"):
            return {key.decode(): moment for key, moment in Graph.seen.items()}
        if head.startswith(b"GET"):
            return {"data": Graph.templates}
        if b"/message_templates" in head:
            Graph.templates.append(json.loads(body) | {"id": str(len(Graph.templates)), "status": "APPROVED"})
            return {"id": "1", "status": "APPROVED", "category": "UTILITY"}
        if found := OPAQUE.search(body):
            Graph.count += 1
            Graph.seen.setdefault(found[1], time.monotonic())
        return {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{Graph.count}"}]}

    def _write(self, said: Any) -> None:
        content = json.dumps(said).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self.transport.write(head.encode() + content)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Graph, "127.0.0.1", port, backlog=256)
    await server.serve_forever()


@contextmanager
def standin() -> Iterator[Caller]:
    """Whoever asks it what it has seen; its port is the caller's."""
    port = free_port()
    child = subprocess.Popen([sys.executable, "-m", "bench.standin", str(port)], preexec_fn=tied())
    try:
        while is_free(port):
            time.sleep(0.05)
        yield Caller(port, 60.0)
    finally:
        child.terminate()
        child.wait(20)


if __name__ == "__main__":
    die_with_parent()
    asyncio.run(serve(int(sys.argv[1])))
