"""An answer cut into what goes over the line, trouble included; server and in-process transport both act on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from oura_connector.simulator.exchange import CHUNKED, SIZED, Answer


@dataclass(frozen=True)
class Carriage:
    """`headers` say how long the body is, if anything does; when not `is_whole`, the line breaks after the pieces."""

    headers: dict[str, str]
    pieces: list[bytes]
    every_seconds: float
    is_whole: bool

    @property
    def closes(self) -> bool:
        """Whether the connection cannot be used again."""
        return not self.is_whole or not {"Content-Length", "Transfer-Encoding"} & self.headers.keys()


def carry(answer: Answer) -> Carriage:
    body = answer.body[: answer.truncate_to]
    headers, is_whole = dict(answer.headers), len(body) == len(answer.body)
    if answer.framing == SIZED:
        headers["Content-Length"] = str(len(answer.body))
    elif answer.framing == CHUNKED:
        headers["Transfer-Encoding"] = "chunked"
    if answer.drip is None:
        return Carriage(headers, [body] if body else [], 0.0, is_whole)
    pieces = answer.drip.list_pieces(body)
    return Carriage(headers, pieces, answer.drip.every_seconds, is_whole and sum(map(len, pieces)) == len(body))


def frame_chunks(carriage: Carriage) -> Iterator[bytes]:
    """The pieces as chunks; only a whole body gets the last, empty one."""
    for piece in carriage.pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    if carriage.is_whole:
        yield b"0\r\n\r\n"
