"""The packages that a vendor starts with."""

import pytest

from entitlements.models import Package, Target

pytestmark = pytest.mark.django_db


def test_the_price_list_starts_with_the_seven_packages_in_order() -> None:
    codes = list(Package.objects.order_by("position").values_list("code", flat=True))
    assert codes == [
        "gold",
        "business-day-after-hours",
        "everyday-after-hours",
        "multi-regional",
        "extended-term",
        "scheduled-after-hours",
        "emergency-after-hours",
    ]


def test_every_package_but_gold_needs_gold() -> None:
    for package in Package.objects.exclude(code="gold"):
        assert [needed.code for needed in package.needs.all()] == ["gold"], package.code
    assert not Package.objects.get(code="gold").needs.exists()


@pytest.mark.parametrize(
    ("milestone", "minutes"),
    [
        ("first_response", {1: 60, 2: 240, 3: 480, 4: 960}),
        ("next_update", {1: 240, 2: 480, 3: 1440}),
        ("resolution", {}),
    ],
)
def test_each_package_promises_the_default_targets(milestone: str, minutes: dict[int, int]) -> None:
    for package in Package.objects.all():
        targets = Target.objects.filter(package=package, milestone=milestone)
        assert dict(targets.values_list("severity", "minutes")) == minutes, package.code


def test_only_extended_term_covers_versions_past_their_sunset() -> None:
    assert Package.objects.get(code="extended-term").lifecycles == ["sunset", "eol"]
    for package in Package.objects.exclude(code="extended-term"):
        assert package.lifecycles == ["supported"], package.code


def test_an_emergency_is_offered_at_severity_1_alone() -> None:
    assert Package.objects.get(code="emergency-after-hours").eligible_severities == [1]
