"""A worker that reconciles last nights without end, as a round of syncs does; runs niced, beside the site."""

import itertools
import os
from datetime import timedelta

NICENESS = 10


def main() -> None:
    os.nice(NICENESS)
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from dashboards.morning import NIGHT
    from forms_engine.ledger import Stamp
    from forms_engine.models import FormDefinition
    from forms_engine.reconcile import Wanted, reconcile
    from people.models import Person

    form = FormDefinition.objects.get(key=NIGHT)
    owned = frozenset(form.fields.filter(written_by="oura").values_list("key", flat=True))
    athletes = list(Person.objects.filter(groups__name="Athlete").order_by("pk"))
    print("ready", flush=True)
    for number in itertools.count():
        now = timezone.now()
        days = [now.date() - timedelta(days=back) for back in range(3)]
        wanted = [
            Wanted(f"{day}-again", day, day - timedelta(days=1), {"readiness_score": 60 + (number + day.day) % 35})
            for day in days
        ]
        with transaction.atomic():
            reconcile(
                form,
                athletes[number % len(athletes)],
                source="oura",
                owner="oura:bench",
                owned_keys=owned,
                wanted=wanted,
                first=days[-1],
                last=days[0],
                confirmed_gone=frozenset(),
                stamp=Stamp(now=now, by=None, owner="oura:bench"),
            )


if __name__ == "__main__":
    main()
