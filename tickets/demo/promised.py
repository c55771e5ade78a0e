"""What the demo world shows of promises: of each kind some that are due, at risk, broken, kept and paused."""

from datetime import datetime, timedelta

from entitlements.models import Package, Target
from entitlements.services.packages import package_changed
from tickets import services
from tickets.demo.telling import AMER, EVERYDAY, Act, Step, Story, hours, minutes

RESOLUTIONS = {1: 480, 2: 1440}
"""Minutes in which Everyday After-Hours resolves, by severity: the only package that promises it."""
SOONER = ("gold", 3, 960)
"""A target of a next update that the vendor has shortened since: package, severity, minutes."""
OF_PROMISES = (
    Story(
        minutes(52),
        EVERYDAY,
        1,
        "Gate scanners lose the network after the switch to the new domain",
        "Since 05:10 the scanners at gates 1 to 4 say *no route*. Trucks are checked in on paper.",
    ),
    Story(
        hours(7.85),
        EVERYDAY,
        1,
        "Weighing station sends every weight twice",
        "Each truck has two weights since the night, and the second one is always the tare.",
        (
            Step(hours(0.2), AMER, Act.TAKE),
            Step(hours(0.3), AMER, Act.REPLY, "I see the double message. Which station sent the first one?"),
            Step(hours(3.9), AMER, Act.REPLY, "The queue delivers again what is not confirmed in 2 s. I set it to 10."),
            Step(hours(7.4), AMER, Act.REPLY, "Half of the stations are right now; the others follow this hour."),
        ),
    ),
    Story(
        hours(9),
        EVERYDAY,
        2,
        "Shift plan of next week cannot be published",
        "*Publish* answers *conflict* although nobody else has the plan open.",
        (
            Step(hours(0.5), AMER, Act.TAKE),
            Step(hours(1.15), AMER, Act.REPLY, "A lock of last Friday is still there. I ask who set it."),
        ),
    ),
    Story(
        hours(6),
        EVERYDAY,
        2,
        "Temperature chart of hall 3 stays empty",
        "The sensors send, and the table has the values; only the chart is empty.",
        (
            Step(hours(1), AMER, Act.TAKE),
            Step(hours(1.1), AMER, Act.REPLY, "The chart reads another unit than the table. Please send its settings."),
            Step(hours(1.2), AMER, Act.ASK, "the settings of the chart"),
        ),
    ),
)


def promise_resolutions() -> None:
    """Let one package promise when it resolves, too."""
    package = Package.objects.get(code="everyday-after-hours")
    for severity, count in RESOLUTIONS.items():
        Target.objects.get_or_create(
            package=package, severity=severity, milestone=Target.Milestone.RESOLUTION, defaults={"minutes": count}
        )


def sweep(at: datetime) -> None:
    """Record what was warned of and broken in the meantime."""
    while services.warn_of_promises(at) or services.record_broken(at):
        pass


def shorten(at: datetime) -> None:
    """Change a target, so that open promises wait for a duty manager's decision."""
    code, severity, count = SOONER
    package = Package.objects.get(code=code)
    package.targets.filter(severity=severity, milestone=Target.Milestone.NEXT_UPDATE).update(minutes=count)
    package_changed(package=package, at=at - timedelta(minutes=40))
