"""The lines of one contract as rows name them: priced, covered, ended early or added."""

from collections.abc import Callable, Container, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import SheetRow, User
from accounts.services.sheets import Became
from catalog.rules import Violation
from entitlements.models import Contract, Entitlement, Package
from entitlements.services.adding import LineDraft, Standing, add_line, standing
from entitlements.services.contract_sheet._facts import LineFacts
from entitlements.services.lines import (
    price_entitlement,
    set_covered_licenses,
    terminate,
)
from entitlements.services.refusals import UnableToSell, refuse

Outcome = SheetRow.Outcome


@dataclass(frozen=True)
class Lines:
    """Puts lines into `contract`; `at_row` says of which row a refusal is."""

    contract: Contract
    actor: User | None
    at: datetime
    at_row: Callable[[int], AbstractContextManager[None]]
    known: dict[str, Entitlement] = field(default_factory=dict)
    changed: dict[int, list[str]] = field(default_factory=dict)

    def put(self, lines: Sequence[LineFacts]) -> dict[int, Became]:
        """What became of each row: lines that stand are changed, then new ones come, those first that others need.

        What ends early does so after what needs it.
        """
        rows = self.contract.entitlements.select_related("package", "bundle").prefetch_related(
            "package__needs", "covered_licenses"
        )
        self.known.update({row.reference: row for row in rows})
        old = [line for line in lines if line.reference in self.known]
        new = [line for line in lines if line.reference not in self.known]
        self._each(old, self._change)
        self._each(sorted(old, key=_options_first), self._end)
        self._add_all(sorted(new, key=lambda line: (_needs(line), str(line.starts_on))))
        self._each(sorted(new, key=_options_first), self._end)
        fresh = {line.number: Became(Outcome.NEW) for line in new}
        return {line.number: _became(self.changed.get(line.number, [])) for line in old} | fresh

    def _each(self, lines: Sequence[LineFacts], act: Callable[[LineFacts], None]) -> None:
        for line in lines:
            with self.at_row(line.number):
                act(line)

    def _change(self, line: LineFacts) -> None:
        row = self.known[line.reference]
        refuse(_fixed(row, line))
        price = row.price_minor if line.price_minor is None else line.price_minor
        discount = row.discount_percent if line.discount_percent is None else line.discount_percent
        if (price, discount) != (row.price_minor, row.discount_percent):
            by = {"price_minor": price, "discount_percent": discount}
            price_entitlement(entitlement=row, actor=self.actor, at=self.at, **by)
            self._note(line, "price" if line.price_minor is not None else "discount")
        covered = {each.license_id for each in row.covered_licenses.all()}
        if line.covers and {each.pk for each in line.covers} != covered:
            set_covered_licenses(entitlement=row, licenses=line.covers, actor=self.actor, at=self.at)
            self._note(line, "covers")

    def _end(self, line: LineFacts) -> None:
        row = self.known[line.reference]
        if line.terminated_on and line.terminated_on != row.terminated_on:
            terminate(entitlement=row, on=line.terminated_on, actor=self.actor, at=self.at)
            self._note(line, "line_terminated_on")

    def _add_all(self, lines: Sequence[LineFacts]) -> None:
        """Add what is new; what stands is read once for all of them."""
        if lines:
            named = Entitlement.objects.filter(reference__in=[line.reference for line in lines])
            taken = set(named.values_list("reference", flat=True))
            to = standing(self.contract)
            self._each(lines, lambda line: self._add(line, to, taken))

    def _add(self, line: LineFacts, to: Standing, taken: Container[str]) -> None:
        if line.reference in taken:
            raise UnableToSell([Violation("row_line_elsewhere", {"line": line.reference})])
        if line.package is None or line.starts_on is None:
            raise UnableToSell([Violation("row_new_line", {"line": line.reference})])
        refuse([Violation("row_bundle", {"line": line.reference})] if line.bundle else [])
        draft = LineDraft(
            package=line.package,
            starts_on=line.starts_on,
            years=max(1, line.ends_on.year - line.starts_on.year) if line.ends_on else 1,
            is_co_termed=bool(line.is_co_termed),
            licenses=line.covers or None,
            price_minor=self._price(line, line.package),
            discount_percent=line.discount_percent or 0,
            ends_on=line.ends_on if line.is_co_termed else None,
            reference=line.reference,
        )
        made = add_line(to=to, line=draft, actor=self.actor, at=self.at)
        if line.ends_on and made.ends_on != line.ends_on:
            terms = {"ends": line.ends_on, "whole": made.ends_on}
            raise UnableToSell([Violation("not_whole_years", {"name": line.package.name, **terms})])
        self.known[line.reference] = made

    def _price(self, line: LineFacts, package: Package) -> int:
        """The price of the row, else that of the price list."""
        if line.price_minor is not None:
            return line.price_minor
        facts = {"line": line.reference, "currency": self.contract.currency}
        refuse([] if package.currency == self.contract.currency else [Violation("row_no_price", facts)])
        return package.price_minor

    def _note(self, line: LineFacts, column: str) -> None:
        self.changed.setdefault(line.number, []).append(column)


def _became(changed: Sequence[str]) -> Became:
    return Became(Outcome.CHANGED, tuple(changed)) if changed else Became(Outcome.UNCHANGED)


def _needs(line: LineFacts) -> bool:
    return bool(line.package and line.package.needs.all())


def _options_first(line: LineFacts) -> bool:
    return not _needs(line)


def _fixed(row: Entitlement, line: LineFacts) -> list[Violation]:
    """What of a line stays as it was sold, and would be another one."""
    stands = {
        "package": (row.package.code, line.package and line.package.code),
        "line_starts_on": (row.starts_on, line.starts_on),
        "line_ends_on": (row.ends_on, line.ends_on),
        "co_termed": (row.is_co_termed, line.is_co_termed),
        "bundle": (row.bundle.code if row.bundle else "", line.bundle or None),
    }
    return [
        Violation("row_line_stays", {"column": column, "line": row.reference})
        for column, (now, typed) in stands.items()
        if typed is not None and typed != now
    ]
