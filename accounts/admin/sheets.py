"""Spreadsheets in the administration: upload, the report of the trial, the confirmation, and exports."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import SheetImport, SheetRow
from accounts.services import sheets
from common import tables
from common.choices import let_choose
from common.http import Request

ROWS_A_PAGE = 100
SECONDS = 3
"""Until the page of a running import is read again."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """Which sheet, and the file."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV in UTF-8, or XLSX; at most 20 MB and 50,000 rows. Nothing is changed before you confirm it."),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, offered: Sequence[sheets.Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "sheet", [(sheet.name, sheet.title) for sheet in offered])

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            refusal = tables.UnableToReadTable("too-large", (str(tables.MOST_BYTES // 1024 // 1024),))
            raise forms.ValidationError(sheets.in_words(refusal))
        return file


@admin.register(SheetImport)
class SheetImportAdmin(admin.ModelAdmin):
    """Imports of spreadsheets. Whoever may change what a sheet holds imports and exports it."""

    list_display = ("file_name", "of", "state", "uploaded_at", "uploaded_by", "finished_at")
    list_filter = ("state",)
    list_select_related = ("uploaded_by",)
    ordering = ("-pk",)
    actions = None

    @admin.display(description=_("sheet"))
    def of(self, imported: SheetImport) -> str:
        """What its rows are."""
        known = self.kinds.get(imported.sheet)
        return str(known.title) if known else imported.sheet

    @property
    def kinds(self) -> dict[str, sheets.Sheet]:
        """The kinds of sheets that the site knows, by name."""
        return dict(getattr(self.admin_site, "sheets", {}))

    def offered(self, request: HttpRequest) -> list[sheets.Sheet]:
        """Those that the reader may import and export."""
        return [kind for kind in self.kinds.values() if request.user.has_perms(kind.permissions)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SheetImport]:
        """Imports of sheets that are the reader's."""
        rows: QuerySet[SheetImport] = super().get_queryset(request)
        return rows.filter(sheet__in=[kind.name for kind in self.offered(request)])

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for each import."""
        return bool(self.offered(request))

    def has_view_permission(self, request: HttpRequest, _obj: SheetImport | None = None) -> bool:
        """Whoever may import one of the sheets."""
        return bool(self.offered(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As for each import."""
        return bool(self.offered(request))

    def has_change_permission(self, _request: HttpRequest, _obj: SheetImport | None = None) -> bool:
        """A report stays as it is."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: SheetImport | None = None) -> bool:
        """What was imported stays."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The decisions, exports and the report as a table, beside Django's own pages."""
        view = self.admin_site.admin_view
        own = [
            path("export/<slug:name>.<slug:kind>", view(self.export), name="accounts_sheetimport_export"),
            path("<int:pk>/report.csv", view(self.report), name="accounts_sheetimport_report"),
            path("<int:pk>/decision/<slug:what>/", view(require_POST(self.decide)), name="accounts_sheetimport_decide"),
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: Any, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Take a file in, and lead to its report."""
        offered = self.offered(request)
        if not offered:
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None, offered=offered)
        if is_sent and form.is_valid() and (made := self._opened(request, form)):
            return HttpResponseRedirect(reverse("admin:accounts_sheetimport_change", args=[made.pk]))
        context = {**self._context(request), "title": _("Import or export"), "form": form, "offered": offered}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
        return TemplateResponse(request, "admin/accounts/sheetimport/upload.html", context, status=status)

    def _opened(self, request: Request, form: UploadForm) -> SheetImport | None:
        file, sheet = form.cleaned_data["file"], self.kinds[form.cleaned_data["sheet"]]
        named = {"sheet": sheet, "file_name": file.name, "content": file.read()}
        try:
            return sheets.open_import(**named, actor=request.user, at=request.at)
        except tables.UnableToReadTable as refusal:
            form.add_error("file", sheets.in_words(refusal))
        return None

    def change_view(self, request: Any, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The report: what each row would become, or became; read again by itself while rows wait."""
        imported = self._found(request, object_id)
        counts = sheets.tally(imported)
        rows = imported.rows.order_by("number")
        kind = self.kinds[imported.sheet]
        shown = request.GET.get("outcome", "")
        if shown in SheetRow.Outcome.values:
            rows = rows.filter(outcome=shown)
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
        total, waiting = sum(counts.values()), counts.pop("", 0)
        context = {
            **self._context(request),
            "title": imported,
            "imported": imported,
            "of": self.of(imported),
            "total": total,
            "done": total - waiting,
            "counts": [(value, label, counts.get(value, 0)) for value, label in SheetRow.Outcome.choices],
            "shown": shown,
            "page": page,
            "listed": [(row, kind.name_of(row)) for row in page],
            "good": counts.get("new", 0) + counts.get("changed", 0),
        }
        answer = TemplateResponse(request, "admin/accounts/sheetimport/report.html", context)
        if imported.is_working:
            answer["Refresh"] = str(SECONDS)
        return answer

    def decide(self, request: Request, pk: int, what: str) -> HttpResponse:
        """Confirm an import that was tried, or drop it."""
        imported = self._found(request, str(pk))
        acts = {"confirmation": sheets.confirm_import, "dropping": sheets.drop_import}
        if what not in acts:
            raise Http404
        try:
            acts[what](imported=imported, actor=request.user, at=request.at)
        except sheets.UnableToDecideImport:
            messages.error(request, _("Nothing was done: its trial is not over, or it was decided already."))
        return HttpResponseRedirect(reverse("admin:accounts_sheetimport_change", args=[pk]))

    def report(self, request: Request, pk: int) -> HttpResponseBase:
        """The report as CSV: the rows of the file, with what became of each in front."""
        imported = self._found(request, str(pk))
        columns = list(self.kinds[imported.sheet].columns)

        def listed() -> Iterator[Sequence[object]]:
            for row in imported.rows.order_by("number").iterator():
                yield [row.number, row.outcome, " ".join(row.words), *(row.cells.get(name, "") for name in columns)]

        return _csv("report", ["row", "outcome", "why", *columns], listed())

    def export(self, request: Request, name: str, kind: str) -> HttpResponseBase:
        """Everything of a sheet, as it would be imported again."""
        sheet = next((each for each in self.offered(request) if each.name == name), None)
        if sheet is None or kind not in {"csv", "xlsx"}:
            raise Http404
        if kind == "csv":
            return _csv(f"{name}-{request.at:%Y-%m-%d}", list(sheet.columns), sheet.rows())
        file = TemporaryFile()  # noqa: SIM115 - the answer closes it
        tables.write_workbook(file, name, list(sheet.columns), sheet.rows())
        file.seek(0)
        called = f"{name}-{request.at:%Y-%m-%d}.xlsx"
        return FileResponse(file, as_attachment=True, filename=called, content_type=XLSX)

    def _found(self, request: HttpRequest, key: str) -> SheetImport:
        imported: SheetImport | None = self.get_object(request, key)
        if imported is None:
            raise Http404
        return imported

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}


def _csv(name: str, header: Sequence[str], rows: Any) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(tables.csv_pieces(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
