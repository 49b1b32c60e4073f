"""What people write is escaped; addresses of the web become links, nothing else."""

import pytest

from messaging.clickable import make_clickable

LINK = '<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello\nthere", "Hello\nthere"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onmouseover="alert(1)', "&quot; onmouseover=&quot;alert(1)"),
        ("see https://club.example/plan.", f"see {LINK.format('https://club.example/plan')}."),
        ("(http://club.example/a?b=1&c=2)", "(" + LINK.format("http://club.example/a?b=1&amp;c=2") + ")"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,x ftp://club.example", "data:text/html,x ftp://club.example"),
        ("www.club.example ada@club.example", "www.club.example ada@club.example"),
        (
            'https://club.example/"><img src=x onerror=alert(1)>',
            LINK.format("https://club.example/") + "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
        ),
        ("HTTPS://CLUB.EXAMPLE", LINK.format("HTTPS://CLUB.EXAMPLE")),
        ("https://club.example/\u202egnp.exe", LINK.format("https://club.example/") + "\u202egnp.exe"),
        ("xhttps://club.example", "xhttps://club.example"),
        ("{{ secret }} {% load x %}", "{{ secret }} {% load x %}"),
    ],
)
def test_it_makes_only_web_addresses_clickable(text, html):
    assert make_clickable(text) == html
