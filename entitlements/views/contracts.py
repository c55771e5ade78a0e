"""The contracts of an organization, and those of all customers that end soon."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from accounts.querysets import is_agent
from accounts.services import places
from common.http import Request
from common.typeset import typeset
from entitlements.models import Contract
from entitlements.permissions import renews, sees_ends
from entitlements.portfolio import AHEAD, cards, ends, on_paper
from entitlements.views.asking import may_read_units

STATEMENT = settings.ROOT / "templates" / "entitlements" / "pdf" / "statement.typ"
NOT_YOURS = gettext_lazy("Contracts are read by billing contacts and managers. Ask one of yours.")


@login_required
def contracts(request: Request, key: str) -> HttpResponse:
    """The organization's contracts: terms, what each line gives and costs, what is announced next and what to do."""
    organization = get_object_or_404(
        Organization.objects.visible_to(request.user).select_related("account_owner"), key=key
    )
    if not may_read_units(request.user, organization):
        raise PermissionDenied(NOT_YOURS)
    filing, limit = places(organization)
    context = {
        "organization": organization,
        "filing": filing,
        "limit": limit,
        "cards": cards(organization, request.at),
        "is_agent": is_agent(request.user),
        "may_renew": renews(request.user),
        "sees_ends": sees_ends(request.user),
    }
    return render(request, "entitlements/contracts.html", context)


@login_required
def contract_statement(request: Request, pk: int) -> HttpResponse:
    """A contract on one page of PDF, for those who read the contracts of its organization."""
    parts = ("entitlements__package__needs", "licenses__product", "additional_regions", "partners")
    rows = Contract.objects.visible_to(request.user).exclude(status=Contract.Status.DRAFT)
    rows = rows.select_related("sold_in", "organization__account_owner").prefetch_related(*parts)
    contract = get_object_or_404(rows, pk=pk)
    if not may_read_units(request.user, contract.organization):
        raise PermissionDenied(NOT_YOURS)
    answer = HttpResponse(typeset(STATEMENT, on_paper(contract, request.at)), content_type="application/pdf")
    name = "".join(filter(str.isprintable, contract.number))
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")  # noqa: FBT003 - Django's signature
    return answer


@login_required
def contracts_ending(request: Request) -> HttpResponse:
    """What ends in the next 90 days, for leads and contract administrators.

    Raises:
        Http404: for a customer.
    """
    if not sees_ends(request.user):
        if not is_agent(request.user):
            raise Http404
        raise PermissionDenied(_("What ends soon is read by leads and contract administrators. Ask one of yours."))
    context = {"ends": ends(request.at), "ahead": AHEAD, "may_renew": renews(request.user)}
    return render(request, "entitlements/contracts_ending.html", context)
