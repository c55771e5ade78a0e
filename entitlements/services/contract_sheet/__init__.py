"""Contracts with their lines as a spreadsheet: a row for each line, with its contract's facts beside it."""

from accounts.services.sheets import Sheet
from entitlements.services.contract_sheet._columns import COLUMNS, REQUIRED, TITLE
from entitlements.services.contract_sheet._listing import rows
from entitlements.services.contract_sheet._putting import put

CONTRACTS = Sheet(
    name="contracts",
    title=TITLE,
    columns=COLUMNS,
    required=REQUIRED,
    permissions=("entitlements.add_contract", "entitlements.change_contract"),
    key=lambda cells: cells["contract"],
    put=put,
    rows=rows,
)

__all__ = ["CONTRACTS"]
