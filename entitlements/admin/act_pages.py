"""The page of an act: what is asked, what it would change, and doing it as it was shown."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from catalog.rules import Violation
from common.http import Request
from common.refusal import Unable
from entitlements import services, wording
from entitlements.admin import acts, pictures, refused
from entitlements.models import Contract

CONFIRM, SEEN, PLANNED = "_confirm", "seen", "planned"
"""The name of the button, and of the fields that say which plan was seen, and what was typed for it."""


def act_page(admin: "ModelAdmin[Contract]", request: Request, pk: int, noun: str) -> HttpResponse:
    """Show an act on the contract, or do it; who may not change contracts is refused."""
    contract = admin.get_object(request, str(pk))
    act = acts.ACTS.get(noun)
    if contract is None or act is None:
        raise Http404
    if not admin.has_change_permission(request, contract):
        raise PermissionDenied
    if act not in acts.offered(contract):
        words = wording.rule(Violation(f"cannot_{act.name}", {"status": contract.get_status_display()}))
        messages.error(request, words)
        return _back(contract)
    return _answer(admin, request, _doing(act, contract, request))


def _doing(act: acts.Act, contract: Contract, request: Request) -> acts.Doing:
    today = request.at.astimezone(contract.sold_in.tz).date()
    form = act.form(request.POST if request.method == "POST" else None, contract=contract, today=today)
    actor = request.user
    if not isinstance(actor, User):
        raise PermissionDenied
    return acts.Doing(act, contract, form, actor, request.at)


def _answer(admin: "ModelAdmin[Contract]", request: Request, doing: acts.Doing) -> HttpResponse:
    is_sent = request.method == "POST"
    if is_sent and not doing.form.is_valid():
        return _page(admin, request, doing, None, HTTPStatus.UNPROCESSABLE_ENTITY)
    is_confirmed = is_sent and CONFIRM in request.POST
    is_tried = (doing.act.sells and doing.form.says_enough) or (is_sent and not is_confirmed)
    trial = _trial(admin, request, doing) if is_tried else None
    if trial and trial.plan.reasons:
        return _page(admin, request, doing, trial, HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK)
    if not is_confirmed:
        return _page(admin, request, doing, trial, HTTPStatus.OK)
    if trial and trial.plan.digest != request.POST.get(SEEN):
        return _page(admin, request, doing, trial, HTTPStatus.CONFLICT)
    return _do(admin, request, doing)


def _do(admin: "ModelAdmin[Contract]", request: Request, doing: acts.Doing) -> HttpResponse:
    try:
        is_done = _run(doing, request.POST.get(SEEN, ""))
    except Unable as refusal:
        refused.tell(request, refusal)
        return _back(doing.contract)
    if not is_done:
        return _page(admin, request, doing, _trial(admin, request, doing), HTTPStatus.CONFLICT)
    event = doing.contract.events.order_by("pk").last()
    said = wording.happened(event.code, event.data) if event else ""
    admin.log_change(request, doing.contract, said)
    messages.success(request, f"{doing.contract}: {said}")
    return _back(doing.contract)


def _run(doing: acts.Doing, seen: str) -> bool:
    """Do it; what sells is done only as it was seen."""
    if doing.act.sells:
        return services.done_as_seen(doing.run, seen)
    doing.run()
    return True


def _trial(admin: "ModelAdmin[Contract]", request: Request, doing: acts.Doing) -> acts.Trial:
    def picture() -> pictures.Picture:
        site = admin.admin_site
        return pictures.picture(doing.contract, site=site, reader=doing.actor, at=request.at)

    return doing.tried(picture)


def _page(
    admin: "ModelAdmin[Contract]", request: Request, doing: acts.Doing, trial: acts.Trial | None, status: int
) -> HttpResponse:
    renews = doing.act.noun == "renewal"
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "title": doing.act.label,
        "opts": admin.opts,
        "contract": doing.contract,
        "act": doing.act,
        "form": doing.form,
        "plan": trial.plan if trial else None,
        "preview": trial.difference if trial else None,
        "late_days": doing.late_days if renews else 0,
        "left_out": services.left_out(doing.contract) if renews else [],
        "is_changed": status == HTTPStatus.CONFLICT,
        "is_retyped": request.POST.get(PLANNED) not in {None, doing.typed},
        "typed": doing.typed,
    }
    return TemplateResponse(request, "admin/entitlements/contract/act.html", context, status=status)


def _back(contract: Contract) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:entitlements_contract_change", args=[contract.pk]))
