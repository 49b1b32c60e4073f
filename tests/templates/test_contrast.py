"""Text needs 4.5 to 1 and marks and borders of controls 3 to 1 on what they stand on (WCAG 1.4.3, 1.4.11)."""

import re

import pytest
from django.conf import settings

TEXT, MARK = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "muted", "link", "danger") for ground in ("page", "surface", "raised")],
    *[(f"{tone}-ink", f"{tone}-tint", TEXT) for tone in ("fine", "watch", "act", "none")],
    *[(f"{tone}-ink", ground, TEXT) for tone in ("fine", "watch", "act", "none") for ground in ("surface", "page")],
    *[("ink", f"{tone}-tint", TEXT) for tone in ("fine", "watch", "act", "none")],
    *[("ink", f"heat-{side}-{step}", TEXT) for side in ("blue", "orange") for step in (1, 2, 3)],
    ("ink", "heat-middle", TEXT),
    ("none-ink", "hatch", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-danger", "danger", TEXT),
    ("on-header", "header", TEXT),
    ("header-muted", "header", TEXT),
    *[(mark, ground, MARK) for mark in ("fine", "watch-mark", "act") for ground in ("surface", "page")],
    *[(f"series-{number}", "surface", MARK) for number in range(1, 7)],
    *[(f"series-{number}", "band", MARK) for number in (1, 2, 3, 4, 6)],
    ("watch-mark", "watch-tint", MARK),
    ("line-strong", "surface", MARK),
    ("line-strong", "page", MARK),
    ("focus", "page", MARK),
    ("focus", "surface", MARK),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours of tokens.css by name: as written for light, and with the dark ones put over them."""
    text = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    light, dark, _tones = re.split(r"@media screen|/\* One class", text)
    read = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": read[0], "dark": {**read[0], **read[1]}}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_it_can_be_read(scheme: str, front: str, ground: str, least: float) -> None:
    colours = palettes()[scheme]
    assert contrast(colours[front], colours[ground]) >= least, f"{front} on {ground}"


def test_the_tones_keep_the_agreed_colours() -> None:
    light = palettes()["light"]
    assert [light[tone] for tone in ("fine", "watch", "act", "none")] == ["#0072b2", "#e69f00", "#b33b00", "#8c9196"]
    tints = [light[f"{tone}-tint"] for tone in ("fine", "watch", "act", "none")]
    assert tints == ["#cfe3f3", "#ffe3a3", "#f6b48f", "#ecedef"]
