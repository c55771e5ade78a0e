"""How Celery is set: late acknowledgement, nothing stored, and a broker that is never waited for long."""

from celery.schedules import crontab
from django.conf import settings

from outbox import rules

broker_url = settings.CELERY_BROKER_URL
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
_IS_FOLDER = broker_url.startswith("filesystem:")
_FOLDER = str(settings.VAR / "broker")
broker_transport_options = (
    {"data_folder_in": _FOLDER, "data_folder_out": _FOLDER, "control_folder": _FOLDER}
    if _IS_FOLDER
    else {
        "visibility_timeout": 300,
        "unacked_restore_interval": 15,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    }
)
task_publish_retry_policy = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
task_acks_late = True
task_reject_on_worker_lost = True
# What a frozen Redis does not acknowledge counts as prefetched for ever: with a bound on that, a worker of two takes
# nothing any more after two of them. So what is free is counted instead, and a worker takes one task for each.
worker_prefetch_multiplier = 1 if _IS_FOLDER else 0
worker_disable_prefetch = not _IS_FOLDER
# A task that hangs is ended when its lease is renewed no more: in a pool alone, among threads with its worker.
task_time_limit = rules.LONGEST_WORK.total_seconds()
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
worker_hijack_root_logger = False
timezone = "UTC"
beat_schedule_filename = str(settings.VAR / "beat-schedule")
EXPIRES = 60
"""Seconds until a tick is dropped unread; more than the clocks of two machines may differ."""
beat_schedule = {
    "sweep": {"task": "portal.tasks.sweep", "schedule": 5.0, "options": {"expires": EXPIRES}},
    "escalate": {"task": "portal.tasks.escalate", "schedule": 5.0, "options": {"expires": EXPIRES}},
    "drill-desks": {"task": "portal.tasks.drill_desks", "schedule": 60.0, "options": {"expires": EXPIRES}},
    "sweep-promises": {"task": "portal.tasks.sweep_promises", "schedule": 15.0, "options": {"expires": EXPIRES}},
    "watch-meters": {"task": "portal.tasks.watch_meters", "schedule": 15.0, "options": {"expires": EXPIRES}},
    "look-after-windows": {
        "task": "portal.tasks.look_after_windows",
        "schedule": 15.0,
        "options": {"expires": EXPIRES},
    },
    "watch-windows": {"task": "portal.tasks.watch_windows", "schedule": 60.0, "options": {"expires": EXPIRES}},
    "give-tickets": {"task": "portal.tasks.give_tickets", "schedule": 60.0, "options": {"expires": EXPIRES}},
    "scan-files": {"task": "portal.tasks.scan_files", "schedule": 15.0, "options": {"expires": EXPIRES}},
    "expire-files": {"task": "portal.tasks.expire_files", "schedule": 300.0, "options": {"expires": 600}},
    "tell-endings": {"task": "portal.tasks.tell_endings", "schedule": 900.0, "options": {"expires": 900}},
    "expire-units": {"task": "portal.tasks.expire_units", "schedule": 300.0, "options": {"expires": 600}},
    "sweep-contracts": {"task": "portal.tasks.sweep_contracts", "schedule": 300.0, "options": {"expires": 600}},
    "import-sheets": {"task": "portal.tasks.import_sheets", "schedule": 15.0, "options": {"expires": EXPIRES}},
    "prove-units": {"task": "portal.tasks.prove_units", "schedule": crontab(hour="4", minute="10")},
    "forget-old": {"task": "portal.tasks.forget_old", "schedule": crontab(hour="3", minute="40")},
    "look-for-debt": {"task": "portal.tasks.look_for_debt", "schedule": crontab(hour="1", minute="10")},
    "propose-holidays": {"task": "portal.tasks.propose_holidays", "schedule": crontab(hour="5", minute="20")},
}
