"""What the builder refuses: a code for scripts, a sentence for the consultant."""

from forms_engine.errors import FormsError


class Refused(FormsError):
    """Nothing was changed. `member`: the box of the panel it is about, "" for the whole."""

    def __init__(self, code: str, words: str, member: str = "") -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.member = member


class Stale(Refused):
    """Somebody else changed the form since this page was opened."""

    def __init__(self, words: str) -> None:
        super().__init__("changed_meanwhile", words)


class Unconfirmed(Refused):
    """The form is a connector's, and the consultant has not said that they want the consequences."""

    def __init__(self, words: str) -> None:
        super().__init__("not_confirmed", words)
