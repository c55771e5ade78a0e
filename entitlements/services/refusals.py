"""How the services of this app say no."""

from collections.abc import Sequence

from catalog.rules import Violation
from common.refusal import Unable
from entitlements import wording


class UnableToSell(Unable):
    """A contract or a line of it would break a rule; `reasons` has the words, `violations` the codes."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(violations[0].code, tuple(wording.rules_in_words(violations)))
        self.violations = tuple(violations)


class UnableToHoldUnits(Unable):
    """There are not so many time units: no service without payment before it (R11)."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.code, (wording.rule(violation),))


class UnableToOrderUnits(Unable):
    """Time units cannot be ordered, or an order cannot be paid or cancelled (R11)."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.code, (wording.rule(violation),))


class UnableToRefund(Unable):
    """An incident cannot be refunded, or the refund was decided already (R11)."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.code, (wording.rule(violation),))


def refuse(violations: Sequence[Violation]) -> None:
    """Refuse if there is anything to refuse.

    Raises:
        UnableToSell: with all of the violations.
    """
    if violations:
        raise UnableToSell(violations)
