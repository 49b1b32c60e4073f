"""English: every message as (subject, text), the lines no one can change, and what is true of connecting."""

WORDS: dict[str, tuple[str, str]] = {
    "connect_invite": (
        "Connect {provider} with {site}",
        "Hello {first_name}, {coach} invites you to connect your {provider} with {site}.\n\n"
        "1. Open the link below on your phone.\n"
        "2. Log in at {provider} and agree to what you want to share.\n"
        "3. Done: your first data arrives within minutes.\n\n"
        "The link works for {minutes} minutes. If it has expired, write {command} and you get a new one.",
    ),
    "connect_answer": (
        "Connect {provider} with {site}",
        "Hello {first_name}, your {provider} is not connected with {site} yet. It takes two minutes:\n\n"
        "1. Open the link below on your phone.\n"
        "2. Log in at {provider} and agree to what you want to share.\n"
        "3. Done: your first data arrives within minutes.\n\n"
        "The link works for {minutes} minutes. If it has expired, write {command} again.",
    ),
    "fresh_link": (
        "Your new link for {provider}",
        "Hello {first_name}, here is your new link to connect {provider} with {site}. It works for {minutes} minutes.",
    ),
    "connected_status": (
        "Your {provider} is connected",
        "Hello {first_name}, your {provider} is connected with {site}.",
    ),
    "waiting_status": (
        "Your {provider} is connected",
        "Hello {first_name}, your {provider} is connected with {site}. The first data is on its way. "
        "Open the app of your ring once, so that it passes on last night.",
    ),
    "reconnect": (
        "Please connect {provider} again",
        "Hello {first_name}, {provider} no longer passes your data on to {site}. Nothing is lost: connect once more "
        "and the days between are filled in.\n\n"
        "Write {command} in your chat for a link, or log in to {site} and open Profiles.",
    ),
    "reconnect_answer": (
        "Please connect {provider} again",
        "Hello {first_name}, {provider} no longer passes your data on to {site}. Nothing is lost: connect once more "
        "by the link below, and the days between are filled in.\n\n"
        "The link works for {minutes} minutes. If it has expired, write {command} again.",
    ),
    "membership_lapsed": (
        "Your {provider} membership",
        "Hello {first_name}, {provider} says that your membership has ended, so no new data reaches {site}. "
        "Renew it in the app of your ring; everything goes on by itself afterwards.",
    ),
    "more_data": (
        "{site} asks for more {provider} data",
        "Hello {first_name}, {site} would like to use more of your {provider} data than before. Nothing new is read "
        "until you choose what to share.\n\n"
        "Write {command} in your chat for a link, or log in to {site} and open Profiles.",
    ),
    "more_answer": (
        "Choose what {provider} shares with {site}",
        "Hello {first_name}, your {provider} is connected with {site}, which now asks for more types of data. Open the "
        "link below and choose what you share; what you leave out is not read.\n\n"
        "The link works for {minutes} minutes. If it has expired, write {command} again.",
    ),
    "first_data": (
        "Your first {provider} data is here",
        "Hello {first_name}, it works: your first {provider} data has arrived at {site}. You have nothing more to do. "
        "Write {command} at any time to see how it stands.",
    ),
    "invite_expired_unused": (
        "An invite for {provider} was not used",
        "Hello {first_name}, {athlete} did not use the invite to connect {provider} before it expired. "
        "Have a word with them, and send a new one when they have their phone at hand.",
    ),
    "unknown_speaker": (
        "Who are you?",
        "This chat is not linked to anybody at {site} yet, so there is no link for you here. Ask your coach to link "
        "it, or log in to {site} and write {command} in Messages.",
    ),
    "asked_too_often": (
        "Please wait a little",
        "Hello {first_name}, you have asked several times in a short while. Please try {command} again in {minutes} "
        "minutes. If something does not work, ask {coach}.",
    ),
    "not_ready": (
        "Not possible yet",
        "Hello {first_name}, {provider} cannot be connected at {site} at the moment. {coach} has to see to that; "
        "you have nothing to do.",
    ),
    "help": (
        "What you can write",
        "Hello {first_name}, this is what you can write:\n\n"
        "{command} – connect {provider}, or see how it stands\n"
        "{command} status – when data last arrived\n"
        "{command} disconnect – how to end the connection\n"
        "{command} help – this list\n\n"
        "For anything else ask {coach}.",
    ),
    "disconnect_help": (
        "How to disconnect {provider}",
        "Hello {first_name}, you can end the connection at any time: log in to {site}, open Profiles, then Authorise "
        "{provider} Data, and press Disconnect. There you also choose whether what was read is kept or erased.",
    ),
}

LINES: dict[str, str] = {
    "privacy": "The link is for you alone: do not pass it on. What you share can be read by you and by those at {site} "
    "who look after you; each look is listed for you.",
    "expiry": "It works for {minutes} minutes, until {time}.",
}

CONNECTING = (
    "You help athletes to connect a wearable ring with their club's website. What is true: "
    "The athlete writes the command and gets a personal link in the chat; the site adds the link, you never write one. "
    "The link works for a few minutes and once; after that the athlete writes the command again. "
    "At the maker of the ring the athlete logs in with the account of the ring's app and agrees to each kind of data; "
    "they may untick what they do not want to share. First data arrives within minutes, the past within the hour. "
    "The athlete and the staff who look after them can read the data; each look is listed for the athlete. "
    "The connection can be ended at any time in Profiles on the site. "
    "If no data arrives: open the ring's app once with the ring near the phone, and check that the membership is "
    "valid. "
    "For anything else, and for every question about health or training, say: ask your coach. "
    "Answer in English, in at most three short sentences, without links, addresses or numbers."
)
