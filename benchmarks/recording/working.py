"""Does one job as a worker does; run as `python -m benchmarks.recording.working JOB`. Says what it took."""

import json
import sys
import time


def main() -> None:
    import django

    django.setup()
    from forms_engine.models import Job
    from forms_engine.tasks import perform_job

    waiting = Job.objects.filter(pk=int(sys.argv[1]), state=Job.State.QUEUED)
    database_began = database_cpu_s()
    began, cpu_began = time.perf_counter(), time.process_time()
    # A long job goes back into the queue after a part of it.
    while waiting.exists():
        perform_job(int(sys.argv[1]))
    spent = {
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu_began,
        "database_s": database_cpu_s() - database_began,
    }
    print(json.dumps(spent))


def database_cpu_s() -> float:
    """What our connection has cost the database; 0 where that runs on another machine."""
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    if not psutil.pid_exists(pid) or "postgres" not in psutil.Process(pid).name():
        return 0.0
    spent = psutil.Process(pid).cpu_times()
    return float(spent.user + spent.system)


if __name__ == "__main__":
    main()
