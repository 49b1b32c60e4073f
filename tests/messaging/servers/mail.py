"""A pretend mail server: what was written to a mailbox is read from it by IMAP, as far as the site speaks it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

from django.core import mail

from messaging.channels.base import Settings
from messaging.channels.email import EmailChannel
from tests.messaging.servers.vendor import Arrived

MAILBOX, PASSWORD = "ringside@club.example", 'pass "word" \\'
PATIENCE_S = 5.0


@dataclass
class PretendMail:
    """`letters`: bytes and when they arrived, oldest first. `is_cut_off`: it hangs up in the middle."""

    kind: EmailChannel = field(default_factory=EmailChannel)
    letters: list[tuple[bytes, datetime]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    is_cut_off: bool = False
    port: int = 0

    @property
    def settings(self) -> Settings:
        entered = {"address": MAILBOX, "server": f"127.0.0.1:{self.port}", "user": 'ring"side'}
        return Settings(entered, {"password": PASSWORD})

    def write(self, author: str, text: str, now: datetime, number: int = 1, **headers: str) -> None:
        """Somebody writes to the mailbox."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = (
            f"Somebody <{author}>",
            MAILBOX,
            headers.pop("subject", "Re: Oura"),
        )
        letter["Message-ID"] = f"<{number}.{author}>"
        for name, value in headers.items():
            letter[name.replace("_", "-")] = value
        letter.set_content(f"{text}\n\nOn Friday the site wrote:\n> Hello\n")
        self.deliver(letter.as_bytes(), now)

    def deliver(self, letter: bytes, now: datetime) -> None:
        self.letters.append((letter, now))

    def arrived(self) -> list[Arrived]:
        """What the site wrote."""
        return [Arrived(sent.to[0], str(sent.body)) for sent in mail.outbox]

    def answer(self, tag: str, said: str) -> list[bytes]:
        """The lines that answer one command."""
        self.asked.append(said)
        word, _, rest = said.partition(" ")
        done = f"{tag} OK done\r\n".encode()
        if word == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n", done]
        if word == "LOGIN":
            is_right = rest == '"ring\\"side" "pass \\"word\\" \\\\"'
            return [done if is_right else f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode()]
        if word == "EXAMINE":
            return [f"* {len(self.letters)} EXISTS\r\n".encode(), done]
        if word == "UID" and rest.startswith("SEARCH"):
            return [f"* SEARCH {' '.join(str(one + 1) for one in range(len(self.letters)))}\r\n".encode(), done]
        if word == "UID":
            return [*self._fetched(rest), done]
        return [b"* BYE\r\n", done] if word == "LOGOUT" else [f"{tag} BAD what\r\n".encode()]

    def _fetched(self, rest: str) -> list[bytes]:
        _fetch, uid, what = rest.split(" ", 2)
        letter, at = self.letters[int(uid) - 1]
        if "INTERNALDATE" in what:
            stated = f"{at.astimezone(UTC):%d-%b-%Y %H:%M:%S} +0000"
            return [f'* {uid} FETCH (UID {uid} INTERNALDATE "{stated}")\r\n'.encode()]
        assert "BODY.PEEK" in what, "reading must not mark a letter as read"
        return [f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(letter)}}}\r\n".encode(), letter, b")\r\n"]


@contextmanager
def pretend_mail() -> Iterator[PretendMail]:
    pretend = PretendMail()

    class Door(socketserver.StreamRequestHandler):
        timeout = PATIENCE_S
        disable_nagle_algorithm = True  # an answer of several lines would wait 40 ms for each command

        def handle(self) -> None:
            try:
                self._talk()
            except OSError:
                return  # the caller had enough

        def _talk(self) -> None:
            self.wfile.write(b"* OK pretend\r\n")
            while line := self.rfile.readline():
                tag, _, said = line.decode("latin-1").strip().partition(" ")
                if pretend.is_cut_off and said.startswith("EXAMINE"):
                    return
                self.wfile.writelines(pretend.answer(tag, said))
                if said == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        pretend.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield pretend
        server.shutdown()
        thread.join(PATIENCE_S)
