"""What would be promised to a ticket that is filed at the instant of an assessment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from entitlements import coverage
from entitlements.models import Target
from entitlements.portfolio._assessment import Assessment

SEVERITIES = (1, 2, 3, 4)


@dataclass(frozen=True)
class FirstResponse:
    """The first response to a ticket of `severity`: in `minutes` of covered time, counted in `steps` until `due_at`.

    `minutes` None: nothing is promised. `due_at` None with minutes: not within ten years. `needs_payment`: nothing
    covers the instant itself until a payment.
    """

    severity: int
    package: str = ""
    minutes: int | None = None
    due_at: datetime | None = None
    steps: tuple[coverage.Step, ...] = ()
    needs_payment: bool = False
    pages: bool = False


def first_response(assessment: Assessment, severity: int) -> FirstResponse:
    """What a ticket of `severity` filed at the assessment's instant is promised by the same holdings."""
    asked = replace(assessment.request, severity=severity)
    decision = coverage.verdict(asked, assessment.portfolio, assessment.calendars, explain=False)
    package = decision.package or decision.opens_by or ""
    minutes = assessment.targets.get((package, severity, Target.Milestone.FIRST_RESPONSE.value))
    is_due = decision.outcome is coverage.Outcome.PAYMENT_REQUIRED
    if minutes is None:
        return FirstResponse(severity, package, needs_payment=is_due)
    covered = coverage.timeline(asked, assessment.portfolio, assessment.calendars)
    due_at = covered.add(asked.at, minutes * 60)
    steps = coverage.steps(covered, asked.at, minutes * 60)
    return FirstResponse(severity, package, minutes, due_at, steps, is_due, decision.pages)


def first_responses(assessment: Assessment, severities: Iterable[int] = SEVERITIES) -> list[FirstResponse]:
    """The first response by severity, the most severe first."""
    return [first_response(assessment, severity) for severity in severities]
