"""A mark of a drawing: a bar, a dot or a point with its words, reached by keyboard whether it leads anywhere or not.

The tab key goes to the first mark of a drawing, arrow keys to the others (marks.js). Without that script the table
beside the drawing says the same and leads to the same places.
"""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forms_engine.critical import critical_mark
from forms_engine.standards import Meaning


def mark(told: str, shape: str, url: str, middle: float, top: float, *, is_first: bool) -> str:
    """`shape` as SVG; `told` stands at `middle` and `top` while the mark is pointed at or focused.

    `url`: where it leads, already made for HTML; "" for nowhere.
    """
    words = escape(told)
    drawn = (
        f"<title>{words}</title>{shape}"
        f'<text class="dot-name" x="{middle:.0f}" y="{top:.0f}" text-anchor="middle">{words}</text>'
    )
    stop = 0 if is_first else -1
    if url:
        return f'<a class="dot-of" href="{url}" aria-label="{words}" tabindex="{stop}">{drawn}</a>'
    return f'<g class="dot-of" role="img" aria-label="{words}" tabindex="{stop}">{drawn}</g>'


def named(name: str, url: str, critical: str = "") -> str:
    """The name of a mark in the table beside it, leading where the mark leads, with the sign of what must be known."""
    if not url and not critical:
        return name
    shown = f'<a href="{url}">{escape(name)}</a>' if url else escape(name)
    return SafeString(shown + critical_mark(critical))


def told_of(name: str, words: str, critical: str = "") -> str:
    """What stands over a mark: whose it is, its value, what must be known of them."""
    if not critical:
        return f"{name}: {words}"
    return _("%(name)s: %(words)s. Critical information: %(critical)s") % {
        "name": name,
        "words": words,
        "critical": critical,
    }


def with_meaning(words: str, meaning: Meaning | None) -> str:
    """A value with what a standard says of it: "3, poor sleep"."""
    return f"{words}, {meaning.words}" if meaning else words


def with_light(words: str, meaning: Meaning | None) -> str:
    """The same for a table: the words of the standard as a light."""
    return SafeString(f"{escape(words)} {light_of(meaning)}") if meaning else words


@lru_cache(maxsize=256)
def light_of(meaning: Meaning) -> SafeString:
    return SafeString(f'<span class="light is-{meaning.light}">{escape(meaning.words)}</span>')


def point_of(meaning: Meaning | None, x: float, y: float, radius: float) -> str:
    """A point in the shape of a light: a circle, a triangle to watch, a square to act on."""
    if meaning is None or meaning.light not in ("watch", "act"):
        fine = " is-fine" if meaning and meaning.light == "fine" else ""
        return f'<circle class="dot{fine}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    if meaning.light == "act":
        side = 2 * radius
        return (
            f'<rect class="dot is-act" x="{x - radius:.1f}" y="{y - radius:.1f}" '
            f'width="{side:.1f}" height="{side:.1f}"/>'
        )
    far = 1.2 * radius
    return f'<path class="dot is-watch" d="M{x:.1f} {y - far:.1f}l{far:.1f} {2 * far:.1f}h{-2 * far:.1f}z"/>'


def points_legend(meanings: list[Meaning]) -> SafeString:
    """What the shapes of points mean; "" where no standard speaks of them."""
    if not meanings:
        return SafeString("")
    items = "".join(f"<li>{light_of(one)}</li>" for one in meanings)
    title = escape(_("What the club's standards say of a value"))
    return SafeString(f'<figure class="said-legend"><figcaption>{title}</figcaption><ul>{items}</ul></figure>')
