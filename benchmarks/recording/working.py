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
    began, cpu_began = time.perf_counter(), time.process_time()
    # A long job goes back into the queue after a part of it.
    while waiting.exists():
        perform_job(int(sys.argv[1]))
    print(json.dumps({"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu_began}))


if __name__ == "__main__":
    main()
