"""Opens the pages in a browser as the demo's people, and writes what is seen."""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from playwright.sync_api import Browser, Page, sync_playwright

from alerts.models import Alert
from demo.club import PASSWORD
from demo.pictures.pages import DARK, DESK, PICTURES, Picture, places
from demo.pictures.shrinking import shrunk
from sync.models import Run

FOLDER = Path("docs/pictures")
INDEX = "README.md"
WINDOWS = {DESK: {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]

PATIENCE_S = 600

Say = Callable[[str], None]


def take_all(address: str, names: set[str], say: Say) -> None:
    """The pictures of these names, of all without any; and the page that lists them."""
    if unknown := names - {one.name for one in PICTURES}:
        raise SystemExit(f"There is no picture named {', '.join(sorted(unknown))}: demo/pictures/pages.py has them.")
    folder = Path(settings.BASE_DIR) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _wait_for_data()
    known = places()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        for picture in PICTURES:
            if not names or picture.name in names:
                for file, png in _taken(browser, address, picture, known):
                    (folder / file).write_bytes(shrunk(png))
                    say(f"{FOLDER / file}: {(folder / file).stat().st_size // 1000} kB")
        browser.close()
    (folder / INDEX).write_text(index_of(PICTURES))
    say(f"{sum(one.stat().st_size for one in folder.glob('*.png')) / 1e6:.1f} MB in all.")


def _wait_for_data() -> None:
    """Until the first fills and what they raise are there, however busy the machine is: what a morning shows."""
    is_open = Q(state__in=[Run.State.QUEUED, Run.State.RUNNING])
    deadline = time.monotonic() + PATIENCE_S
    while Run.objects.filter(is_open).exists() or not Alert.objects.exists():
        if time.monotonic() > deadline:
            raise SystemExit(
                "The demo has no alert, or still reads. By night the invented athletes' last nights have not ended: "
                "run bin/pictures by day."
            )
        time.sleep(1)


def index_of(pictures: Iterable[Picture]) -> str:
    """The pictures on one page."""
    lines = ["# Pictures of the demo", "", "Made by `bin/pictures`; the people and their numbers are invented.", ""]
    for picture in pictures:
        lines += [f"## {picture.caption}", ""]
        lines += [f"![{picture.caption}]({file})" for file, _size, _scheme in picture.files()]
        lines.append("")
    return "\n".join(lines)


def _taken(browser: Browser, address: str, picture: Picture, known: Mapping[str, str]) -> Iterable[tuple[str, bytes]]:
    for file, size, scheme in picture.files():
        context = browser.new_context(
            base_url=address,
            locale="en-GB",
            viewport=WINDOWS[size],  # type: ignore[arg-type]
            is_mobile=size != DESK,
            has_touch=size != DESK,
            color_scheme="dark" if scheme == DARK else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if picture.username:
            _log_in(page, picture.username.format_map(known))
        page.goto(picture.path.format_map(known))
        if picture.upload:
            rows = picture.upload.encode()
            page.set_input_files("input[type=file]", {"name": "rows.csv", "mimeType": "text/csv", "buffer": rows})
        for selector in picture.presses:
            page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
        yield file, page.screenshot(full_page=picture.is_whole)
        context.close()


def _log_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector(".person-menu")


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SystemExit("There is no Chromium here: install the package chromium, or name one in CHROMIUM.")
    return found
