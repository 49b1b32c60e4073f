from django.template import Context, Template
from django.utils import translation

from people.navigation import Entry
from people.templatetags.drawn import _draw

PAGE = Template('{% load drawn %}{% drawn "components/site_menu.html" navigation=entries waiting=waiting %}')


def menu(*entries: Entry, waiting: int = 0) -> str:
    return PAGE.render(Context({"entries": entries, "waiting": waiting}))


def test_a_piece_is_drawn_once_for_what_it_is_given():
    _draw.cache_clear()
    messages = Entry("Messages", "/messages/", False, 3)
    assert menu(messages, waiting=3) == menu(messages, waiting=3)
    assert _draw.cache_info().misses == 1
    assert "4 <span" in menu(Entry("Messages", "/messages/", False, 4), waiting=4)
    assert _draw.cache_info().misses == 2


def test_a_piece_is_drawn_for_each_language():
    with translation.override("en"):
        assert ">Menu<" in menu(Entry("Forms", "/forms/", True))
    with translation.override("de"):
        assert ">Menü<" in menu(Entry("Forms", "/forms/", True))


def test_what_a_piece_is_given_is_escaped():
    assert "<b>" not in menu(Entry("<b>", "/", False))
