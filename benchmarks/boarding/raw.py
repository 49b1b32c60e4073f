"""The floor: the statements of a page, sent by a bare driver and read to the end, without any of our code."""

import time

import psycopg
from django.conf import settings
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboards.board import everybody
from dashboards.squad import heatmap_rows
from people.models import Person

WARMING_ROUNDS = 3


def statements_of(person: Person, address: str) -> list[str]:
    """Every statement the site sends for one page of athletes of whom it knows nothing yet, once its templates and
    definitions are loaded: what reads the figures, not what finds that they still hold."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    browser.get(address)
    for memory in (everybody.remembered, heatmap_rows.remembered):
        memory.forget()
    with CaptureQueriesContext(database) as captured:
        answer = browser.get(address)
    if answer.status_code != 200:  # noqa: PLR2004
        raise SystemExit(f"{address} answered {answer.status_code}.")
    return [one["sql"] for one in captured]


def time_raw(statements: list[str], rounds: int) -> list[float]:
    """Milliseconds of each round; what is written is undone."""
    found = []
    with psycopg.connect(**database.get_connection_params() | {"cursor_factory": psycopg.ClientCursor}) as bare:
        for number in range(rounds + WARMING_ROUNDS):
            began = time.perf_counter()
            for statement in statements:
                answer = bare.execute(statement)
                if answer.description:
                    answer.fetchall()
            if number >= WARMING_ROUNDS:
                found.append((time.perf_counter() - began) * 1000)
            bare.rollback()
    return found
