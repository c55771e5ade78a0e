"""What is wrong with a spreadsheet, or with one of its rows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalog.rules import Violation
from common.refusal import Unable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
CELLS: Mapping[str, StrOrPromise] = {
    "row_without": _("The cell %(column)s is empty."),
    "row_day": _("%(column)s: “%(text)s” is no day. Write it as 2026-01-05."),
    "row_long_name": _("%(column)s: “%(text)s” has more than %(most)s characters, or more than one line."),
    "row_count": _("%(column)s: “%(text)s” is no number from 1 to %(most)s."),
    "row_flag": _("%(column)s: “%(text)s” is neither yes nor no."),
    "row_unknown": _("%(column)s: %(text)s is not known here. Enter it first, or correct the cell."),
}
"""What is wrong with a cell of any sheet."""
PEOPLE: Mapping[str, StrOrPromise] = {
    **CELLS,
    "row_organization_twice": _("%(key)s stands in the file twice. Leave one of the rows out."),
    "row_key": _("organization: “%(text)s” is no key. Write two to six capital letters or digits: ABC."),
    "row_new_organization": _("There is no organization %(key)s yet. Fill name to enter it, or correct its key."),
    "row_name_taken": _("name: %(key)s is called %(text)s already. Correct the key, or give this one another name."),
    "row_domain": _("domains: “%(text)s” is none. Write what stands behind the @ of addresses: example.com."),
    "row_domain_taken": _("domains: %(text)s belongs to %(key)s. A domain is of one organization: leave it out here."),
    "row_owner": _("account_owner: %(text)s is no agent's address. Enter the agent first, or correct the cell."),
    "row_email": _("email: “%(text)s” is no e-mail address. Write it as anna@example.com."),
    "row_person_twice": _("%(email)s stands in the file twice for %(key)s. Leave one of the rows out."),
    "row_role": _("roles: %(text)s is none. Write member, manager, billing or viewer, with ; between them."),
    "row_new_contact": _(
        "%(email)s is no contact of %(key)s yet. Fill name and roles to enter the person, or correct the address."
    ),
    "row_left_with_roles": _("Who has left has no role. Empty roles, or write no under has_left."),
    "row_has_left": _("%(email)s has left %(key)s. Write no under has_left to let the person come back."),
    "row_of_support": _("%(email)s belongs to support, who see %(key)s as it is: no contact is needed."),
    "row_account_closed": _("The account of %(email)s is closed. Open it in the administration first."),
    "row_people_too_many": _("An organization has at most %(most)s people in a file. Split it over several files."),
    "row_person_now": _("%(email)s was entered a moment ago by somebody else. Import the file again."),
    "row_environment_twice": _("%(name)s stands in the file twice for %(key)s. Leave one of the rows out."),
    "row_use": _("use: “%(text)s” is neither production nor test."),
    "row_new_environment": _(
        "What runs in %(name)s of %(key)s is not known yet. Fill product and version, or correct its name."
    ),
    "row_version": _("version: %(text)s is not known here. Enter the version first, or correct the cell."),
    "row_retired": _("%(name)s of %(key)s runs no more, and stays so. Give the new environment another name."),
    "row_environments_too_many": _(
        "An organization has at most %(most)s environments in a file. Split it over several files."
    ),
    "row_environment_now": _("%(name)s of %(key)s was entered a moment ago by somebody else. Import the file again."),
    "row_organization_now": _(
        "%(key)s, its name or one of its domains was entered a moment ago by somebody else. Import the file again."
    ),
}


def said(violation: Violation, sentences: Mapping[str, StrOrPromise]) -> str:
    """What is wrong, with its facts in one of the sentences; days in words."""
    words = {name: _word(value) for name, value in violation.parameters.items()}
    return str(sentences[violation.code]) % words


def _word(value: str | int | date) -> str:
    return date_format(value, "j F Y") if isinstance(value, date) else str(value)


def table(refusal: Unable) -> str:
    """Why a file is not taken, with the way out."""
    return str(TABLES[refusal.code]) % refusal.reasons
