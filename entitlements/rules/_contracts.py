"""Pure rules of what is sold: terms (R3), and what may stand on a contract beside what (R2).

Each rule answers with the violations it finds, as codes and parameters; `entitlements.wording` has the words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog.rules import Violation

Term = tuple[date, date]
"""The days from the first up to, not including, the second."""


def term_end(first_starts_on: date, years: int) -> date:
    """The exclusive end of `years` whole terms: the day and month of the first start, 1 March where there is none."""
    year = first_starts_on.year + years
    try:
        return first_starts_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def is_whole_term(*, first_starts_on: date, starts_on: date, ends_on: date) -> bool:
    """Whether a term begins and ends on anniversaries of its chain's first start, so that it is whole years (R3)."""
    bounds = (starts_on, ends_on)
    return starts_on < ends_on and all(
        term_end(first_starts_on, day.year - first_starts_on.year) == day for day in bounds
    )


@dataclass(frozen=True, slots=True)
class Option:
    """A package as far as the rules of a contract look at it; what it `needs` by code, with what each is called.

    `is_for_contacts_region` marks Multi-Regional and its like, which additional regions come with (R7).
    """

    code: str
    name: str
    needs: Mapping[str, str] = field(default_factory=dict)
    is_for_contacts_region: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a contract, or one that is about to be.

    `ends_on` is where it truly ends: the day of its termination if it was terminated. `licenses` are the keys of those
    it covers, `key` its own, None while it is only planned.
    """

    option: Option
    first_starts_on: date
    starts_on: date
    ends_on: date
    licenses: frozenset[int] = frozenset()
    is_co_termed: bool = False
    is_terminated: bool = False
    is_continued: bool = False
    key: int | None = None

    @property
    def name(self) -> str:
        """What people call its package."""
        return self.option.name

    @property
    def is_empty(self) -> bool:
        """Whether it was terminated before it began."""
        return self.is_terminated and self.ends_on <= self.starts_on


@dataclass(frozen=True, slots=True)
class Deal:
    """A contract as far as its rules look at it; regions by name, licenses by key."""

    starts_on: date
    ends_on: date
    sold_in: str
    additional_regions: frozenset[str] = frozenset()
    licenses: frozenset[int] = frozenset()


def line_violations(line: Line, others: Sequence[Line], deal: Deal) -> list[Violation]:
    """All that is wrong with `line` beside the `others` of its contract and those that share its licenses elsewhere."""
    if line.is_empty:
        return []
    found = [*term_violations(line, others), *outside_contract(line, deal), *_licenses_elsewhere(line, deal)]
    return [*found, *need_violations(line, others), *overlap_violations(line, others)]


def term_violations(line: Line, others: Iterable[Line]) -> list[Violation]:
    """R3: whole 12-month terms, or co-termed with a line that it needs or with another one of its package."""
    if line.ends_on <= line.starts_on:
        return [Violation("ends_before_it_starts", {"name": line.name})]
    if line.is_terminated:
        return []
    if line.is_co_termed:
        with_it = {line.option.code, *line.option.needs}
        ends = {other.ends_on for other in others if other.option.code in with_it}
        return [] if line.ends_on in ends else [Violation("co_termed_with_nothing", {"name": line.name})]
    if is_whole_term(first_starts_on=line.first_starts_on, starts_on=line.starts_on, ends_on=line.ends_on):
        return []
    whole = term_end(line.starts_on, max(1, line.ends_on.year - line.starts_on.year))
    return [Violation("not_whole_years", {"name": line.name, "ends": line.ends_on, "whole": whole})]


def need_violations(line: Line, others: Iterable[Line]) -> list[Violation]:
    """R2: each package that the line needs is on the contract for all of its term; adjacent renewals count as one."""
    found = []
    listed = [other for other in others if not other.is_empty]
    for code, base in sorted(line.option.needs.items()):
        terms = joined((other.starts_on, other.ends_on) for other in listed if other.option.code == code)
        if not any(starts_on <= line.starts_on and line.ends_on <= ends_on for starts_on, ends_on in terms):
            found.append(_missing(line, base, terms))
    return found


def _missing(line: Line, base: str, terms: Sequence[Term]) -> Violation:
    names = {"name": line.name, "base": base}
    if not terms:
        return Violation("needs_base", names)
    nearest = max(terms, key=lambda term: min(term[1], line.ends_on) - max(term[0], line.starts_on))
    own = {"starts": line.starts_on, "ends": line.ends_on}
    return Violation("outside_base", {**names, **own, "base_starts": nearest[0], "base_ends": nearest[1]})


def overlap_violations(line: Line, others: Iterable[Line]) -> list[Violation]:
    """No two lines of one package cover one license on one day."""
    return [
        Violation("overlap", {"name": line.name, "starts": other.starts_on, "ends": other.ends_on})
        for other in others
        if other.option.code == line.option.code
        and other.licenses & line.licenses
        and max(other.starts_on, line.starts_on) < min(other.ends_on, line.ends_on)
    ]


def dependent_violations(lines: Sequence[Line]) -> list[Violation]:
    """Lines that would be left without a package that they need."""
    return [
        violation
        for line in lines
        if line.option.needs and not line.is_empty
        for violation in need_violations(line, [other for other in lines if other is not line])
    ]


def region_violations(deal: Deal, lines: Iterable[Line]) -> list[Violation]:
    """R7: additional regions come with Multi-Regional, and the sold-in region is not one of them."""
    if deal.sold_in in deal.additional_regions:
        return [Violation("sold_in_is_not_additional", {"region": deal.sold_in})]
    if deal.additional_regions and not any(line.option.is_for_contacts_region and not line.is_empty for line in lines):
        return [Violation("regions_need_an_option", {"regions": ", ".join(sorted(deal.additional_regions))})]
    return []


def license_violations(licenses: Iterable[tuple[str, str, str]], *, organization: str, sold_in: str) -> list[Violation]:
    """A contract covers licenses of its own organization, sold in its own region: (name, organization, region) each."""
    found = []
    for name, owner, region in licenses:
        if owner != organization:
            found.append(Violation("license_of_another", {"license": name, "organization": organization}))
        elif region != sold_in:
            found.append(Violation("license_sold_elsewhere", {"license": name, "region": region, "sold_in": sold_in}))
    return found


def joined(terms: Iterable[Term]) -> list[Term]:
    """The union of terms: those that touch or overlap count as one."""
    out: list[Term] = []
    for starts_on, ends_on in sorted(terms):
        if out and starts_on <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], ends_on))
        else:
            out.append((starts_on, ends_on))
    return out


def continued_line(option: Option, starts_on: date, licenses: frozenset[int], others: Iterable[Line]) -> Line | None:
    """The line that a new one renews: of its package, for the same licenses, ending on the day it starts."""
    for other in others:
        is_same = other.option.code == option.code and other.licenses == licenses
        if is_same and other.ends_on == starts_on and not other.is_terminated and not other.is_continued:
            return other
    return None


def planned_line(
    option: Option,
    *,
    starts_on: date,
    years: int,
    is_co_termed: bool,
    licenses: frozenset[int],
    others: Sequence[Line],
) -> Line:
    """The line that would be: its term counted from the chain it continues, or ending with what it needs (R3)."""
    before = continued_line(option, starts_on, licenses, others)
    first = starts_on if before is None or before.is_co_termed else before.first_starts_on
    ends_on = term_end(first, starts_on.year - first.year + years)
    if is_co_termed:
        ends_on = co_term_end(option, starts_on, others) or ends_on
    return Line(option, first, starts_on, ends_on, licenses, is_co_termed=is_co_termed)


def co_term_end(option: Option, starts_on: date, others: Iterable[Line]) -> date | None:
    """When the line that `option` needs ends, of those that run on `starts_on`; None when there is none."""
    ends = [
        other.ends_on
        for other in others
        if other.option.code in option.needs and other.starts_on <= starts_on < other.ends_on
    ]
    return min(ends, default=None)


def contact_limit(limits: Iterable[int | None]) -> int | None:
    """How many contacts of an organization may file, by the limits of its contracts; None is as many as there are.

    Contracts add up; one without a limit lifts those of the others, and so does having no contract.
    """
    listed = list(limits)
    named = [limit for limit in listed if limit is not None]
    return sum(named) if named and len(named) == len(listed) else None


def outside_contract(line: Line, deal: Deal) -> list[Violation]:
    """A line lies within its contract's term."""
    if line.is_empty or (deal.starts_on <= line.starts_on and line.ends_on <= deal.ends_on):
        return []
    own = {"starts": line.starts_on, "ends": line.ends_on}
    contract = {"contract_starts": deal.starts_on, "contract_ends": deal.ends_on}
    return [Violation("outside_contract", {"name": line.name, **own, **contract})]


def _licenses_elsewhere(line: Line, deal: Deal) -> list[Violation]:
    return [] if line.licenses <= deal.licenses else [Violation("license_not_on_contract", {"name": line.name})]
