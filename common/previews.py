"""How a text will look, while somebody writes it: beside the text, or in a tab of its own where no script runs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from common.http import Request


def preview(request: Request, text: str, html: str | SafeString) -> HttpResponse:
    """Show `html`, which is `text` as readers will see it."""
    template = "components/preview.html" if request.htmx else "components/preview_page.html"
    return render(request, template, {"html": html, "is_empty": not text.strip()})
