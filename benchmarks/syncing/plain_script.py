"""What everyone writes first: athlete by athlete, collection by collection, document by document.

A new session for each request, one request at a time, `update_or_create` for each document, tables of its own with one
index. It asks the same addresses with the same tokens as we do and keeps the documents of the same days. It is spared
what it would need in earnest: sealing, refreshing, refusals, history, several owners of a record, series, pages.

Run as a process: says "ready", waits for a line, does its part of the athletes, says what it cost as JSON.
"""

import argparse
import json
import os
import sys
import time
from datetime import date, timedelta
from typing import ClassVar

import django
import requests
from django.apps import apps
from django.conf import settings
from django.db import models

COLLECTIONS = ("daily_activity", "daily_readiness", "daily_sleep", "sleep")
WIDER = timedelta(days=2)

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    django.setup()


class PlainAthlete(models.Model):
    objects: ClassVar[models.Manager["PlainAthlete"]] = models.Manager()
    access_token = models.TextField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return f"athlete {self.pk}"


class PlainDocument(models.Model):
    """Single values only: the series of a night would cost it more."""

    objects: ClassVar[models.Manager["PlainDocument"]] = models.Manager()
    athlete = models.ForeignKey(PlainAthlete, on_delete=models.CASCADE)
    collection = models.CharField(max_length=40)
    document_id = models.CharField(max_length=120)
    day = models.DateField()
    values = models.JSONField()

    class Meta:
        app_label = "benchmarks"
        constraints = [
            models.UniqueConstraint(fields=["athlete", "collection", "document_id"], name="plain_document_once")
        ]

    def __str__(self) -> str:
        return self.document_id


def read_athlete(athlete: PlainAthlete, first: date, last: date) -> int:
    """Number of documents written."""
    written = 0
    for collection in COLLECTIONS:
        answer = requests.get(
            f"{settings.SIMULATOR_URL}/v2/usercollection/{collection}",
            params={"start_date": (first - WIDER).isoformat(), "end_date": (last + WIDER).isoformat()},
            headers={"Authorization": f"Bearer {athlete.access_token}"},
            timeout=30,
        )
        answer.raise_for_status()
        for document in answer.json()["data"]:
            if not first.isoformat() <= document["day"] <= last.isoformat():
                continue
            PlainDocument.objects.update_or_create(
                athlete=athlete,
                collection=collection,
                document_id=document["id"],
                defaults={
                    "day": date.fromisoformat(document["day"]),
                    "values": {key: one for key, one in document.items() if not isinstance(one, dict | list)},
                },
            )
            written += 1
    return written


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=int, required=True)
    parser.add_argument("--parts", type=int, required=True)
    parser.add_argument("--athletes", type=int, required=True)
    parser.add_argument("--first", type=date.fromisoformat, required=True)
    parser.add_argument("--last", type=date.fromisoformat, required=True)
    asked = parser.parse_args()
    PlainAthlete.objects.exists()  # connected and warm before the clock starts, as a worker is
    print("ready", flush=True)
    sys.stdin.readline()
    cpu_s = time.process_time()
    mine = PlainAthlete.objects.filter(pk__lt=asked.athletes).order_by("pk")[asked.part :: asked.parts]
    written = sum(read_athlete(athlete, asked.first, asked.last) for athlete in mine)
    print(json.dumps({"cpu_s": time.process_time() - cpu_s, "documents": written}), flush=True)


if __name__ == "__main__":
    main()
