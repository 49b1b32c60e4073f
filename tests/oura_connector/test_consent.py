from django.template.loader import render_to_string
from django.utils.html import escape

from oura_connector.provider import OuraProvider


def test_the_words_before_agreeing_name_every_feed_who_sees_it_and_how_to_stop():
    page = render_to_string("oura_connector/consent.html", {"provider": OuraProvider(), "feeds": OuraProvider.feeds})
    for feed in OuraProvider.feeds:
        assert escape(feed.name) in page
        assert escape(feed.words) in page
    assert "Who will see it" in page
    assert "How to stop" in page
    assert "<script" not in page
    assert "style=" not in page
