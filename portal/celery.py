"""The Celery application: a doorbell and a clock tick. Redis may lose everything and no work is lost."""

import fcntl
import os
from pathlib import Path
from typing import IO, Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.bootsteps import StartStopStep
from click import Option

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")
app = Celery("portal")
app.config_from_object("portal.celery_settings")
app.set_default()  # for every thread of the web server: the current application is the main thread's alone
FORGETFUL = "celery.beat:Scheduler"


class Clock(StartStopStep):
    """Beat as a thread of a worker that is told `--clock`.

    `--beat` forks a process, which holds as much memory again.
    """

    label = "Clock"
    conditional = True

    def __init__(self, worker: Any, clock: bool = False, **more: Any) -> None:  # noqa: FBT001, FBT002 - as Celery passes options
        self.enabled = clock
        super().__init__(worker, clock=clock, **more)

    def create(self, worker: Any) -> Any:
        """The thread, which the worker starts and ends with itself."""
        schedule = worker.app.conf.beat_schedule_filename
        self._memory = memory_of_the_clock(f"{schedule}.lock")
        scheduler = FORGETFUL if self._memory is None else None
        worker.knocks = EmbeddedService(worker.app, thread=True, schedule_filename=schedule, scheduler_cls=scheduler)
        return worker.knocks

    def stop(self, worker: Any) -> None:  # noqa: ARG002 - as Celery calls it
        """End the thread; one that never began, because the worker was told to end before, is not waited for."""
        if self.obj is not None and self.obj.is_alive():
            self.obj.stop()

    def terminate(self, parent: Any) -> None:
        """The same, in a hurry."""
        self.stop(parent)


def memory_of_the_clock(path: str) -> IO[str] | None:
    """The lock of the file that remembers when was knocked last, held while it is open; None where another has it.

    Of several workers that share a folder one remembers, also over its end; the others knock all the same.
    """
    lock = Path(path).open("w")  # noqa: SIM115 - held as long as the worker lives
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


app.steps["worker"].add(Clock)
app.user_options["worker"].add(Option(["--clock"], is_flag=True, help="Be the beat as well, in a thread."))
