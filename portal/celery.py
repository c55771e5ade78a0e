"""The Celery application: a doorbell and a clock tick. Redis may lose everything and no work is lost."""

import os
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.bootsteps import StartStopStep
from click import Option

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")
app = Celery("portal")
app.config_from_object("portal.celery_settings")
app.set_default()  # for every thread of the web server: the current application is the main thread's alone


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
        worker.knocks = EmbeddedService(worker.app, thread=True, schedule_filename=schedule)
        return worker.knocks

    def stop(self, worker: Any) -> None:  # noqa: ARG002 - as Celery calls it
        """End the thread; one that never began, because the worker was told to end before, is not waited for."""
        if self.obj is not None and self.obj.is_alive():
            self.obj.stop()

    def terminate(self, parent: Any) -> None:
        """The same, in a hurry."""
        self.stop(parent)


app.steps["worker"].add(Clock)
app.user_options["worker"].add(Option(["--clock"], is_flag=True, help="Be the beat as well, in a thread."))
