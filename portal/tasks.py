"""The worker's tasks: each loads and calls one service."""

from celery import shared_task


@shared_task
def sweep() -> None:
    """Deliver what is due."""
