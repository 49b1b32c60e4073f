"""The background work, done in this process: what a walk enqueued is performed, in order, until nothing waits."""

from django.utils.module_loading import import_string
from django_q.models import OrmQ

MOST_TASKS = 100


def drain() -> int:
    """Performs every waiting task as a worker would; answers how many there were."""
    done = 0
    while (row := OrmQ.objects.order_by("pk").first()) is not None:
        assert done < MOST_TASKS, "the tasks enqueue each other without an end"
        task = row.task
        row.delete()
        import_string(task["func"])(*task["args"], **task["kwargs"])
        done += 1
    return done
