"""Which escalation policy a page follows: the closest to its desk and package, the desk before the package."""

from datetime import UTC, datetime

import pytest

from entitlements.models import Package
from oncall import services
from oncall.models import EscalationPolicy, EscalationRun, EscalationStep, Whom
from tests.oncall.conftest import Cast, make_desk

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
BOTH, DESK, PACKAGE, ALL, USUAL = "both", "desk", "package", "all", ""
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def steps(policy: EscalationPolicy) -> None:
    EscalationStep.objects.create(policy=policy, position=0, whom=Whom.PRIMARY, minutes=5)


@pytest.fixture(autouse=True)
def _of_others(cast: Cast) -> None:
    """Policies that never fit: of another desk, of another package, and of both."""
    gold, elsewhere = Package.objects.get(code="gold"), make_desk("elsewhere", "UTC")
    for desk, package in ((elsewhere, None), (None, gold), (elsewhere, gold), (cast.london, gold)):
        steps(EscalationPolicy.objects.create(name="others", desk=desk, package=package))


@pytest.mark.parametrize(
    ("there", "asked", "followed"),
    [
        ((ALL, PACKAGE, DESK, BOTH), "everyday-after-hours", BOTH),
        ((BOTH, DESK, PACKAGE, ALL), "everyday-after-hours", BOTH),
        ((ALL, PACKAGE, BOTH), "everyday-after-hours", BOTH),
        ((ALL, PACKAGE, DESK), "everyday-after-hours", DESK),
        ((DESK, PACKAGE), "everyday-after-hours", DESK),
        ((ALL, PACKAGE), "everyday-after-hours", PACKAGE),
        ((ALL,), "everyday-after-hours", ALL),
        ((), "everyday-after-hours", USUAL),
        ((ALL, PACKAGE, DESK, BOTH), "", DESK),
        ((ALL, PACKAGE, BOTH), "", ALL),
        ((PACKAGE, BOTH), "", USUAL),
        ((ALL, PACKAGE, DESK, BOTH), "no_such_package", DESK),
    ],
)
def test_the_closest_one_is_followed(cast: Cast, there: tuple[str, ...], asked: str, followed: str) -> None:
    package = Package.objects.get(code="everyday-after-hours")
    places = {BOTH: (cast.london, package), DESK: (cast.london, None), PACKAGE: (None, package), ALL: (None, None)}
    for name in there:
        desk, of = places[name]
        steps(EscalationPolicy.objects.create(name=name, desk=desk, package=of))
    assert policy_of(cast, asked) == followed


def test_one_without_steps_leaves_it_to_the_next(cast: Cast) -> None:
    EscalationPolicy.objects.create(
        name=BOTH, desk=cast.london, package=Package.objects.get(code="everyday-after-hours")
    )
    steps(EscalationPolicy.objects.create(name=DESK, desk=cast.london))
    assert policy_of(cast, "everyday-after-hours") == DESK


def policy_of(cast: Cast, package: str) -> str:
    services.page_on_call(desk=cast.london, subject="Down", url="/", dedupe_key="one", package=package, at=AT)
    return EscalationRun.objects.get().policy_name
