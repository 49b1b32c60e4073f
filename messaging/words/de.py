"""German: the same messages, lines and facts as in English, with the same placeholders."""

WORDS: dict[str, tuple[str, str]] = {
    "connect_invite": (
        "{provider} mit {site} verbinden",
        "Hallo {first_name}, {coach} lädt dich ein, {provider} mit {site} zu verbinden.\n\n"
        "1. Öffne den Link unten auf deinem Handy.\n"
        "2. Melde dich bei {provider} an und stimme dem zu, was du teilen möchtest.\n"
        "3. Fertig: Die ersten Daten sind in wenigen Minuten da.\n\n"
        "Der Link gilt {minutes} Minuten. Ist er abgelaufen, schreib {command}, und du bekommst einen neuen.",
    ),
    "connect_answer": (
        "{provider} mit {site} verbinden",
        "Hallo {first_name}, {provider} ist noch nicht mit {site} verbunden. Es dauert zwei Minuten:\n\n"
        "1. Öffne den Link unten auf deinem Handy.\n"
        "2. Melde dich bei {provider} an und stimme dem zu, was du teilen möchtest.\n"
        "3. Fertig: Die ersten Daten sind in wenigen Minuten da.\n\n"
        "Der Link gilt {minutes} Minuten. Ist er abgelaufen, schreib noch einmal {command}.",
    ),
    "fresh_link": (
        "Dein neuer Link für {provider}",
        "Hallo {first_name}, hier ist dein neuer Link, um {provider} mit {site} zu verbinden. Er gilt {minutes} "
        "Minuten.",
    ),
    "connected_status": (
        "{provider} ist verbunden",
        "Hallo {first_name}, {provider} ist mit {site} verbunden.",
    ),
    "waiting_status": (
        "{provider} ist verbunden",
        "Hallo {first_name}, {provider} ist mit {site} verbunden. Die ersten Daten sind unterwegs. "
        "Öffne einmal die App deines Rings, damit sie die letzte Nacht weitergibt.",
    ),
    "reconnect": (
        "Bitte {provider} neu verbinden",
        "Hallo {first_name}, {provider} gibt deine Daten nicht mehr an {site} weiter. Es ist nichts verloren: Verbinde "
        "dich noch einmal, dann werden die Tage dazwischen nachgeholt.\n\n"
        "Schreib {command} in deinem Chat und du bekommst einen Link, oder melde dich bei {site} an und öffne "
        "Profile.",
    ),
    "reconnect_answer": (
        "Bitte {provider} neu verbinden",
        "Hallo {first_name}, {provider} gibt deine Daten nicht mehr an {site} weiter. Es ist nichts verloren: Verbinde "
        "dich mit dem Link unten noch einmal, dann werden die Tage dazwischen nachgeholt.\n\n"
        "Der Link gilt {minutes} Minuten. Ist er abgelaufen, schreib noch einmal {command}.",
    ),
    "membership_lapsed": (
        "Deine Mitgliedschaft bei {provider}",
        "Hallo {first_name}, {provider} meldet, dass deine Mitgliedschaft beendet ist; deshalb kommen bei {site} keine "
        "neuen Daten an. Verlängere sie in der App deines Rings, danach geht alles von selbst weiter.",
    ),
    "more_data": (
        "{site} bittet um mehr Daten von {provider}",
        "Hallo {first_name}, {site} möchte mehr deiner Daten von {provider} verwenden als bisher. Nichts davon wird "
        "gelesen, bevor du auswählst, was du teilst.\n\n"
        "Schreib {command} in deinem Chat und du bekommst einen Link, oder melde dich bei {site} an und öffne "
        "Profile.",
    ),
    "more_answer": (
        "Wähle aus, was {provider} mit {site} teilt",
        "Hallo {first_name}, {provider} ist mit {site} verbunden, und dort wird jetzt um mehr Arten von Daten gebeten. "
        "Öffne den Link unten und wähle aus, was du teilst; was du weglässt, wird nicht gelesen.\n\n"
        "Der Link gilt {minutes} Minuten. Ist er abgelaufen, schreib noch einmal {command}.",
    ),
    "first_data": (
        "Deine ersten Daten von {provider} sind da",
        "Hallo {first_name}, es hat geklappt: Deine ersten Daten von {provider} sind bei {site} angekommen. Du musst "
        "nichts mehr tun. Schreib jederzeit {command}, um zu sehen, wie es steht.",
    ),
    "invite_expired_unused": (
        "Eine Einladung für {provider} wurde nicht genutzt",
        "Hallo {first_name}, {athlete} hat die Einladung, {provider} zu verbinden, nicht genutzt, bevor sie ablief. "
        "Sprich kurz mit ihnen und schick eine neue, wenn sie das Handy zur Hand haben.",
    ),
    "unknown_speaker": (
        "Wer bist du?",
        "Dieser Chat gehört bei {site} noch zu niemandem, deshalb gibt es hier keinen Link. Bitte deinen Coach, ihn "
        "zuzuordnen, oder melde dich bei {site} an und schreib {command} unter Nachrichten.",
    ),
    "asked_too_often": (
        "Bitte warte ein wenig",
        "Hallo {first_name}, du hast in kurzer Zeit mehrmals gefragt. Bitte schreib {command} in {minutes} Minuten "
        "noch einmal. Wenn etwas nicht klappt, frag {coach}.",
    ),
    "not_ready": (
        "Noch nicht möglich",
        "Hallo {first_name}, {provider} lässt sich bei {site} im Moment nicht verbinden. Darum kümmert sich {coach}; "
        "du musst nichts tun.",
    ),
    "help": (
        "Was du schreiben kannst",
        "Hallo {first_name}, das kannst du schreiben:\n\n"
        "{command} – {provider} verbinden oder sehen, wie es steht\n"
        "{command} status – wann zuletzt Daten kamen\n"
        "{command} disconnect – wie man die Verbindung beendet\n"
        "{command} help – diese Liste\n\n"
        "Bei allem anderen frag {coach}.",
    ),
    "disconnect_help": (
        "{provider} trennen",
        "Hallo {first_name}, du kannst die Verbindung jederzeit beenden: Melde dich bei {site} an, öffne Profile, "
        "dann „{provider}-Daten freigeben“, und drück auf „Verbindung trennen“. Dort wählst du auch, "
        "ob das Gelesene bleibt oder gelöscht wird.",
    ),
}

LINES: dict[str, str] = {
    "privacy": "Der Link ist nur für dich: Gib ihn nicht weiter. Was du teilst, können du und die Betreuenden bei "
    "{site} lesen, die für dich da sind; jeder Blick wird für dich aufgeführt.",
    "expiry": "Er gilt {minutes} Minuten, bis {time}.",
}

CONNECTING = (
    "Du hilfst Sportlern, einen Ring mit der Website ihres Vereins zu verbinden. Was stimmt: "
    "Der Sportler schreibt den Befehl und bekommt im Chat einen persönlichen Link; den Link fügt die Website an, du "
    "schreibst nie einen. Der Link gilt wenige Minuten und nur einmal; danach schreibt der Sportler den Befehl noch "
    "einmal. Beim Hersteller des Rings meldet er sich mit dem Konto der Ring-App an und stimmt jeder Art von Daten "
    "einzeln zu; was er nicht teilen will, lässt er weg. Die ersten Daten kommen in wenigen Minuten, die Vergangenheit "
    "innerhalb einer Stunde. Lesen können die Daten der Sportler und die Betreuenden, die für ihn da sind; jeder Blick "
    "wird für ihn aufgeführt. Die Verbindung lässt sich jederzeit auf der Website unter Profile beenden. "
    "Kommen keine Daten: die App des Rings einmal öffnen, Ring neben dem Handy, und die Mitgliedschaft prüfen. "
    "Bei allem anderen und bei jeder Frage zu Gesundheit oder Training sag: Frag deinen Coach. "
    "Antworte auf Deutsch, in höchstens drei kurzen Sätzen, ohne Links, Adressen und Zahlen."
)
