"""The kinds of spreadsheets: another one is a `Sheet` of its app, and a line here."""

from collections.abc import Mapping

from accounts.services.people_sheets import CONTACTS, ENVIRONMENTS, ORGANIZATIONS
from accounts.services.sheets import Sheet
from entitlements.services.contract_sheet import CONTRACTS
from entitlements.services.license_sheet import LICENSES

SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet for sheet in (ORGANIZATIONS, CONTACTS, ENVIRONMENTS, LICENSES, CONTRACTS)
}
