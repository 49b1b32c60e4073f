"""A chat system that takes every message and remembers to whom and when. GET /taken tells: [[to, seconds], …]."""

import asyncio
import json
import time

END_OF_HEAD = b"\r\n\r\n"


class Listening:
    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as many requests as it brings."""
        try:
            while True:
                head = await reader.readuntil(END_OF_HEAD)
                length = next(
                    (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
                )
                answer = self._answer(head, await reader.readexactly(length))
                lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
                writer.write(lines.encode() + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"GET"):
            return json.dumps(self.taken).encode()
        said = json.loads(body)
        self.taken.append((said["to"], time.time()))
        return json.dumps({"id": str(len(self.taken))}).encode()


async def listen() -> None:
    server = await asyncio.start_server(Listening().talk, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(listen())
