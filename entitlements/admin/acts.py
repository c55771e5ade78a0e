"""What is done to a contract as a whole: each act has a page that shows what it would change, and then does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from entitlements import rules, services
from entitlements.admin import pictures, preview
from entitlements.admin.act_forms import ActForm, BundleForm, ReasonForm, TerminationForm, YearsForm
from entitlements.models import Contract, Entitlement

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Do = Callable[[Contract, dict[str, Any], User, datetime], Sequence[Entitlement]]
"""Does it with what was typed, and answers the lines that were sold."""


@dataclass(frozen=True)
class Act:
    """An act as the administration offers it: `sells` says that a plan with prices is shown before."""

    noun: str
    name: str
    label: "StrOrPromise"
    lead: "StrOrPromise"
    form: type[ActForm]
    do: Do
    sells: bool = False


def _change(service: Callable[..., None]) -> Do:
    def do(contract: Contract, typed: dict[str, Any], actor: User, at: datetime) -> Sequence[Entitlement]:
        service(contract=contract, actor=actor, at=at, **typed)
        return ()

    return do


def _sale(service: Callable[..., list[Entitlement]]) -> Do:
    def do(contract: Contract, typed: dict[str, Any], actor: User, at: datetime) -> Sequence[Entitlement]:
        return service(contract=contract, actor=actor, at=at, **typed)

    return do


_ALL = (
    Act(
        "renewal", "renew", _("Renew"),
        _("Each line that ends last is continued from the day it ends: same package, licenses and price."),
        YearsForm, _sale(services.renew_contract), sells=True,
    ),
    Act(
        "co-terming", "co_term", _("Co-term"),
        _("Each line that ends sooner is continued to the last end, so that all are renewed together from then on."),
        ActForm, _sale(services.co_term), sells=True,
    ),
    Act(
        "bundling", "bundle", _("Add a bundle"),
        _("A line for each package of the bundle. The discount holds while all of them stand for the same term."),
        BundleForm, _sale(services.add_bundle), sells=True,
    ),
    Act(
        "activation", "activate", _("Activate"),
        _("The draft becomes a contract: it gives from now on, on the days of its lines."),
        ActForm, _change(services.activate_contract),
    ),
    Act(
        "suspension", "suspend", _("Suspend"),
        _("From now on the contract gives nothing, by day or after hours, until it is resumed. Its term runs on."),
        ReasonForm, _change(services.suspend_contract),
    ),
    Act(
        "resumption", "resume", _("Resume"),
        _("From now on the contract gives again what its lines promise."),
        ReasonForm, _change(services.resume_contract),
    ),
    Act(
        "termination", "terminate", _("Terminate"),
        _("The contract ends with all its lines. This cannot be taken back; a new contract would have to be entered."),
        TerminationForm, _change(services.terminate_contract),
    ),
)  # fmt: skip
ACTS = {act.noun: act for act in _ALL}
"""Every act by the noun in its address, in the order of the buttons."""


def offered(contract: Contract) -> list[Act]:
    """The acts that the contract's status allows."""
    return [act for act in _ALL if contract.status in rules.ACTS[act.name].sources]


@dataclass(frozen=True)
class Trial:
    """What an act would do to a contract, found out by doing it and taking it back."""

    plan: services.Plan
    difference: preview.Preview | None


@dataclass(frozen=True)
class Doing:
    """An act on a contract by somebody, with the form that asks for it."""

    act: Act
    contract: Contract
    form: ActForm
    actor: User
    at: datetime

    @property
    def typed(self) -> str:
        """What the plan follows from, to be compared; nothing of a form that is to be corrected."""
        return " ".join(str(value) for value in self.form.values().values())

    def run(self) -> Sequence[Entitlement]:
        """Do it.

        Raises:
            UnableToSell: if a rule forbids it.
        """
        return self.act.do(self.contract, self.form.values(), self.actor, self.at)

    def tried(self, picture: Callable[[], pictures.Picture]) -> Trial:
        """What it would change; `picture` shows what the rows of a moment say."""
        before, after = picture(), []

        def act() -> Sequence[Entitlement]:
            rows = self.run()
            after.append(picture())
            return rows

        plan = services.tried(act)
        return Trial(plan, preview.Preview(before, after[0], self.actor, self.at) if after else None)

    @cached_property
    def late_days(self) -> int:
        """How many days ago the lines that a renewal continues have ended; 0 for one in time."""
        ends = [line.ends_on for line in services.open_lines(self.contract)]
        return max(0, (self.form.today - max(ends)).days) if ends else 0
