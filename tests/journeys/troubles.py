"""What a browser complains about while a person clicks: nobody sees it, and every test fails on it."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

# Said for every answer of 400 and above; `hear_answer` judges those, because it knows what was asked for.
SAID_BY_STATUS = "Failed to load resource: the server responded with a status of"


@dataclass
class Troubles:
    """Console errors (a breach of the content security policy is one), errors of scripts, files that are missing and
    pages that broke. A page that answers 404 is an answer, which the test looks at itself."""

    heard: list[str] = field(default_factory=list)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self.hear_console)
        context.on("weberror", self.hear_error)
        context.on("response", self.hear_answer)

    def hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(SAID_BY_STATUS):
            self.heard.append(f"error on {message.page and message.page.url}: {message.text}")

    def hear_error(self, error: WebError) -> None:
        self.heard.append(f"script error on {error.page and error.page.url}: {error.error}")

    def hear_answer(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status == 500 or (response.status >= 400 and not is_page):
            self.heard.append(f"{response.url} answered {response.status}")
