"""What is wrong with a spreadsheet, in words."""

from django.utils.translation import gettext_lazy as _

from common.refusal import Unable

TABLES = {
    "too-large": _("The file is larger than %s MB. Split it; each part can be imported by itself."),
    "too-many-rows": _("The file has more than %s rows. Split it; each part can be imported by itself."),
    "not-utf-8": _("The file is not text in UTF-8. Save it as “CSV UTF-8” or as an Excel workbook (XLSX)."),
    "old-excel": _("The file is a workbook of an old Excel (XLS). Save it as XLSX or CSV."),
    "unreadable": _("The file cannot be read as a table. Save it again as XLSX, or as CSV in UTF-8."),
    "empty": _("The file has no header. Export a sheet and keep its first line."),
    "no-rows": _("The file has a header and no rows."),
    "unknown-columns": _("The header names columns that are not known: %s. Known are: %s."),
    "missing-columns": _("The header lacks columns that are needed: %s."),
    "columns-twice": _("The header names a column twice: %s."),
    "long-cell": _("Row %s has a cell of more than %s characters."),
}


def table(refusal: Unable) -> str:
    """Why a file is not taken, with the way out."""
    return str(TABLES[refusal.code]) % refusal.reasons
