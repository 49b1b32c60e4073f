"""The HTML of the authorise pages: plain, labelled as pretend, no script, one style sheet of our own."""

from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlencode

from oura_connector.simulator.athletes import PASSWORD
from oura_connector.simulator.oauth import SCOPES

STYLE_PATH = "/pretend/style.css"

_FRAME = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>{title} – Simulated Oura</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<p class="banner"><strong>Simulated Oura</strong> — pretend page. Nobody real is behind it.</p>
<main>
<div class="ring" aria-hidden="true"></div>
{content}
</main>
</body>
</html>
"""


def _frame(title: str, content: str) -> str:
    return _FRAME.format(title=escape(title), style=STYLE_PATH, content=content)


def show_login(
    application: str, parameters: Mapping[str, str], emails: Iterable[str], email: str, complaint: str
) -> str:
    """The log-in form; `emails` are offered as suggestions."""
    options = "".join(f'<option value="{escape(item)}"></option>' for item in emails)
    alarm = f'<p class="complaint" role="alert">{escape(complaint)}</p>' if complaint else ""
    return _frame(
        "Log in",
        f"""<h1>Log in to Oura</h1>
<p><strong>{escape(application)}</strong> would like to read data from your ring.</p>
{alarm}
<form method="post" action="?{escape(urlencode(parameters))}">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" list="accounts" required autocomplete="off" value="{escape(email)}">
<datalist id="accounts">{options}</datalist>
<label for="password">Password</label>
<input id="password" name="password" type="password" required autocomplete="off">
<button type="submit" class="main">Log in</button>
</form>
<p class="hint">Every pretend account has the password <code>{escape(PASSWORD)}</code>,
for example <code>ada.examplova@ring.example</code>.</p>""",
    )


def show_consent(application: str, parameters: Mapping[str, str], scopes: Iterable[str], name: str, ticket: str) -> str:
    """One box for each scope asked, all ticked; Allow and Deny."""
    boxes = "".join(
        f'<li><input type="checkbox" id="scope-{scope}" name="scope" value="{scope}" checked>'
        f'<label for="scope-{scope}">{escape(SCOPES[scope])} <span class="code">{scope}</span></label></li>'
        for scope in scopes
    )
    query = escape(urlencode(parameters))
    return _frame(
        "Share your data",
        f"""<h1>Share your Oura data?</h1>
<p>You are logged in as <strong>{escape(name)}</strong>. <a href="?{query}">Not you?</a></p>
<form method="post" action="?{query}">
<input type="hidden" name="ticket" value="{escape(ticket)}">
<fieldset>
<legend><strong>{escape(application)}</strong> asks to read:</legend>
<ul>{boxes}</ul>
</fieldset>
<div class="decide">
<button type="submit" name="decision" value="allow" class="main">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</div>
</form>
<p class="hint">You can end this later under connected apps in your account.</p>""",
    )


def show_refusal(reason: str) -> str:
    return _frame(
        "Request refused",
        f"""<h1>This request cannot be answered</h1>
<p class="complaint" role="alert">{escape(reason)}</p>
<p>Nothing was shared. Go back to the application and tell whoever looks after it.</p>""",
    )


STYLE = """:root { color-scheme: light dark; --ground: #f4f5f7; --card: #ffffff; --ink: #1c2330; --soft: #566074;
  --line: #c9cfda; --main: #1f4e8c; --on-main: #ffffff; --alarm: #9b1c1c; --banner: #ffe9a8; --on-banner: #3d2f00; }
@media (prefers-color-scheme: dark) { :root { --ground: #12161d; --card: #1c222c; --ink: #eef1f6; --soft: #aab4c5;
  --line: #424c5d; --main: #9cc3f5; --on-main: #0d1c30; --alarm: #ffb0a8; --banner: #4a3b08; --on-banner: #ffeeba; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
.banner { margin: 0; padding: .6rem 1rem; background: var(--banner); color: var(--on-banner); text-align: center; }
main { max-width: 30rem; margin: 1.5rem auto; padding: 1.75rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; }
@media (max-width: 32rem) { main { margin: 0; border: 0; border-radius: 0; } body { background: var(--card); } }
@media (min-width: 60rem) { main { margin-top: 4rem; padding: 2.25rem 2.5rem; } }
.ring { width: 2.75rem; height: 2.75rem; margin-bottom: 1rem; border: .4rem solid var(--main); border-radius: 50%; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
a { color: var(--main); }
form > label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input[type=email], input[type=password] { width: 100%; padding: .7rem .8rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--soft); border-radius: .5rem; }
button { width: 100%; min-height: 3rem; padding: .6rem 1rem; font: inherit; font-weight: 600; color: var(--main);
  background: transparent; border: 2px solid var(--main); border-radius: .5rem; cursor: pointer; }
button.main { color: var(--on-main); background: var(--main); }
form > button { margin-top: 1.5rem; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
fieldset { margin: 0; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .5rem; }
ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li { display: flex; align-items: center; gap: .75rem; border-bottom: 1px solid var(--line); }
li input { flex: none; width: 1.35rem; height: 1.35rem; margin: 0; accent-color: var(--main); }
li label { flex: 1; padding: .65rem 0; }
.code { display: block; color: var(--soft); font-size: .85rem; }
.decide { display: grid; gap: .75rem; margin-top: 1.5rem; }
.hint { margin: 1.25rem 0 0; color: var(--soft); font-size: .9rem; }
.complaint { padding: .7rem .9rem; color: var(--alarm); border: 1px solid var(--alarm); border-radius: .5rem; }
code { font-size: .95em; overflow-wrap: anywhere; }
"""
