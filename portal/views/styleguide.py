"""The style guide: what pages are made of."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from common import markup
from common.http import Request
from portal import samples


class SampleFiles(forms.FileInput):
    """Takes several files."""

    allow_multiple_selected = True


class SampleForm(forms.Form):
    """A form with a field of every kind; it is never stored."""

    subject = forms.CharField(label=_("Subject"), help_text=_("One line that says what is broken."))
    product = forms.ChoiceField(label=_("Product"), choices=[("", _("Choose one")), ("server", "Process Server")])
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=samples.SEVERITIES, coerce=int, widget=forms.RadioSelect, initial=2
    )
    watchers = forms.EmailField(label=_("Also tell"), required=False)
    attachments = forms.FileField(
        label=_("Attachments"), required=False, widget=SampleFiles, help_text=_("Up to 10 files of 25 MB.")
    )
    agree = forms.BooleanField(label=_("I confirm the use of one time unit"), help_text=_("It is held until closing."))


class SampleFormWithText(SampleForm):
    """The same with Markdown, which the page renders as an editor."""

    description = forms.CharField(label=_("Description"), widget=forms.Textarea, help_text=_("Markdown."))


def styleguide(request: Request) -> HttpResponse:
    """Show every component in every state. Staff may see it, and everybody in the demo; to others it is 404.

    `?messages=1` adds a message of each level; a POST previews the editor's text.
    """
    if not (settings.PORTAL_DEMO or request.user.is_staff):
        raise Http404
    if request.method == "POST":
        return HttpResponse(markup.html(request.POST.get("description", "")))
    if "messages" in request.GET:
        messages.success(request, _("Ticket ABC-1042 is filed."))
        messages.info(request, _("Two colleagues watch it now."))
        messages.warning(request, _("The contract ends in 7 days."))
        messages.error(request, _("The file is larger than 25 MB."))
    return render(request, "portal/styleguide.html", _context(request))


def _context(request: Request) -> dict[str, object]:
    whole = SampleFormWithText(auto_id="id_%s")
    return {
        "strips": samples.strips(request.at),
        "states": samples.STATES,
        "severities": samples.SEVERITIES,
        "people": samples.PEOPLE,
        "roles": samples.ROLES,
        "promises": samples.promises(request.at),
        "rows": samples.rows(request.at),
        "form": SampleForm(auto_id="id_%s"),
        "editor": whole["description"],
        "bound_form": SampleForm({"watchers": "not an address"}, auto_id="bound_%s"),
        **samples.decision(),
        **samples.conversation(request.at),
    }
