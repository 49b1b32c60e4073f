"""What a first fill costs: documents and samples a CPU-second, read, translated, packed and stored."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from benchmarks.syncing.cluster import Cluster
from sync import queue
from sync.models import Connection, FeedState, Run, SeriesDay

FILLED = 20


@dataclass(frozen=True)
class Fill:
    athletes: int
    documents: int
    samples: int
    cpu_s: float
    memory_mb: float

    @property
    def documents_per_cpu_second(self) -> float:
        return self.documents / self.cpu_s

    @property
    def samples_per_cpu_second(self) -> float:
        return self.samples / self.cpu_s


def measure_first_fill(cluster: Cluster) -> Fill:
    """Some athletes of the club are read as if they had just connected; from the ask to the last chunk."""
    connections = list(Connection.objects.order_by("pk")[:FILLED])
    FeedState.objects.filter(connection__in=connections).delete()
    Connection.objects.filter(pk__in=[one.pk for one in connections]).update(plan={}, asks_next_at=None)
    cpu_s, asked = cluster.cpu_s(), Run.objects.count()
    with transaction.atomic():
        for connection in connections:
            queue.request_sync(connection, trigger=Run.Trigger.FIRST_FILL, now=timezone.now())
    cluster.wait_until(lambda: not Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING]).exists())
    tallies = Run.objects.order_by("pk")[asked:].values_list("tally", flat=True)
    documents = sum(counts.get("read", 0) for tally in tallies for counts in tally.values())
    people = [one.person_id for one in connections]
    samples = SeriesDay.objects.filter(person__in=people).aggregate(all=Sum("samples"))["all"] or 0
    return Fill(len(connections), documents, samples, cluster.cpu_s() - cpu_s, cluster.memory_mb())
