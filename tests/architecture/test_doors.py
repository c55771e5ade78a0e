"""`visible_to(user)` is the only door from a view to a row (`docs/architecture.md`)."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.house import Module, ancestors, modules

DOORS = {"visible_to", "worked_by", "of_customer", "at_desks_of", "assigned_to", "of"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}

# Rows that are the same for everybody, or that a view reaches before anybody is known. Each says why.
OPEN_TO_ALL = {
    "Desk": "a customer sees which desk works its ticket; what a desk works stands behind the ticket's door",
    "Region": "the vendor's regions, hours and phone numbers are published",
    "Product": "the price list is published; what may be filed for is limited by licenses",
    "Version": "lifecycle dates are published",
    "SignUpPolicy": "one row that says how strangers may come in; it is asked before anybody is logged in",
}


def side_doors(sources: Iterable[Module]) -> list[str]:
    """Places in views that fetch rows without `visible_to`."""
    return [
        f"{module.name}:{node.lineno}: {what}"
        for module in sources
        if "views" in module.parts
        for node, what in _fetches(module.tree)
    ]


def _fetches(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            model = node.value.id if isinstance(node.value, ast.Name) else ast.unparse(node.value)
            if model not in OPEN_TO_ALL and not _passes_the_door(node):
                yield node, f"{model}.{node.attr} without visible_to"
        elif isinstance(node, ast.Call) and _is_shortcut_to_a_model(node):
            yield node, f"{ast.unparse(node.args[0])} fetched as a whole"


def _passes_the_door(node: ast.AST) -> bool:
    """Whether the chain that starts at `node` calls `visible_to`, is handed to it, or keeps the reader's own rows."""
    for outer in ancestors(node):
        if isinstance(outer, ast.Call) and (_asks_the_door(outer) or _keeps_own_rows(outer)):
            return True
        if not isinstance(outer, ast.Attribute | ast.Call | ast.keyword | ast.Subscript):
            return False
    return False


def _asks_the_door(call: ast.Call) -> bool:
    """`visible_to` is the door, some are narrower ones; `of` keeps the rows that are the reader itself."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in DOORS


def _keeps_own_rows(call: ast.Call) -> bool:
    return any(word.arg == "user" and ast.unparse(word.value) in {"user", "request.user"} for word in call.keywords)


def _is_shortcut_to_a_model(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id in SHORTCUTS
    model = call.args[0] if named and call.args else None
    return isinstance(model, ast.Name) and model.id[:1].isupper() and model.id not in OPEN_TO_ALL


def test_views_reach_rows_through_the_door_only() -> None:
    assert side_doors(modules()) == []


def test_a_row_fetched_past_the_door_is_found() -> None:
    bad = Module("tickets.views.queue", "rows = Ticket.objects.filter(status='new')\n")
    assert side_doors([bad]) == ["tickets.views.queue:1: Ticket.objects without visible_to"]


def test_a_model_handed_to_a_shortcut_is_found() -> None:
    bad = Module("tickets.views", "row = get_object_or_404(Ticket, reference=reference)\n")
    assert side_doors([bad]) == ["tickets.views:1: Ticket fetched as a whole"]


def test_rows_behind_the_door_are_let_through() -> None:
    good = "rows = get_object_or_404(Ticket.objects.select_related('desk').visible_to(user), reference=reference)\n"
    nested = "rows = Attachment.objects.visible_to(user, Ticket.objects.all())\n"
    assert side_doors([Module("tickets.views", good + nested)]) == []


def test_the_readers_own_rows_are_let_through() -> None:
    assert side_doors([Module("tickets.views", "own = Agent.objects.filter(user=user)\n")]) == []


def test_other_rooms_may_fetch() -> None:
    assert side_doors([Module("tickets.services", "rows = Ticket.objects.filter(status='new')\n")]) == []
