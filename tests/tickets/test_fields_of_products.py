"""What a product asks of its tickets, and where a ticket says that it happens."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Environment, Organization
from catalog.models import Product, Version
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_customer_pages import NEW, Visitor, filled, part, text, visitor
from tickets import services
from tickets.models import CustomField, FieldValue, Ticket

__all__ = ["visitor"]
PRODUCT = "/tickets/new/product/"


def field(product: str = "Meridian Server", **given: Any) -> CustomField:
    described = {"label": "Build", "kind": "number", **given}
    return CustomField.objects.create(product=Product.objects.get(name=product), **described)


def environment(name: str, key: str, number: str) -> Environment:
    ran = Version.objects.get(product__name="Meridian Server", number=number)
    organization = Organization.objects.get(key=key)
    return Environment.objects.create(name=name, organization=organization, product=ran.product, version=ran)


def version(product: str, number: str) -> str:
    return str(Product.objects.get(name=product).versions.get(number=number).pk)


def test_the_form_asks_what_the_chosen_product_wants_to_know(visitor: Visitor) -> None:
    asked, other = field(), field("Lattice Forms", label="Form")
    visitor.log_in(who.LONDON)

    page = visitor.get(NEW)

    assert page.css_first(f"[name=field-{asked.pk}]") is not None
    assert page.css_first(f"[name=field-{other.pk}]") is None


def test_the_help_of_a_field_is_text(visitor: Visitor) -> None:
    asked = field(help="Below 5 write <5; <b>never</b> & less.")
    visitor.log_in(who.LONDON)

    shown = visitor.get(NEW).css_first(f"#id_field-{asked.pk}_helptext")

    assert shown is not None
    assert shown.text() == asked.help


def test_the_part_of_the_form_follows_the_product(visitor: Visitor) -> None:
    field(label="Cluster", kind="text")
    asked = field("Lattice Forms", label="Form", kind="choice", options=["Order", "Invoice"])
    visitor.log_in(who.STRANGER)

    page = visitor.send(f"{PRODUCT}?changed=version", {"version": version("Lattice Forms", "3.0")}, 200)

    assert [each.text(strip=True) for each in page.css(f"[name=field-{asked.pk}] option")] == [
        "Not answered",
        "Order",
        "Invoice",
    ]
    assert "Cluster" not in (page.html or "")
    assert page.css_first("#decision[hx-swap-oob]") is not None


def test_answers_stand_in_the_order_of_the_form(visitor: Visitor) -> None:
    last, first = field(label="Build", position=2), field(label="Version of the driver", position=1)
    visitor.log_in(who.LONDON)

    page = visitor.send(NEW, filled(visitor, **{f"field-{last.pk}": "7", f"field-{first.pk}": "3"}))

    said = text(page, "aside")
    assert said.index("Version of the driver") < said.index("Build")


def test_an_answer_is_stored_and_shown_to_the_customer(visitor: Visitor) -> None:
    asked = field(kind="yes_no", label="After an update?")
    visitor.log_in(who.LONDON)

    page = visitor.send(NEW, filled(visitor, **{f"field-{asked.pk}": "yes"}))

    assert "After an update?yes" in text(page, "aside")
    assert FieldValue.objects.get().value == "yes"


@pytest.mark.parametrize(
    ("given", "typed", "said"),
    [
        ({"is_required": True}, "", "This product's tickets need an answer here."),
        ({}, "12,5", "Write a number; a point stands before its decimals"),
        ({"kind": "date"}, "30.6.2026", "Write a day as year, month, day"),
        ({"kind": "choice", "options": ["A"]}, "B", "Choose one of the list."),
    ],
)
def test_a_bad_answer_comes_back_with_words_and_the_text(
    visitor: Visitor, given: dict[str, Any], typed: str, said: str
) -> None:
    asked = field(**given)
    visitor.log_in(who.LONDON)

    page = visitor.send(NEW, filled(visitor, **{f"field-{asked.pk}": typed}), 422)

    assert said in text(page, ".error-summary")
    assert part(page, "[name=subject]").attributes["value"] == "Forms do not open"
    assert not Ticket.objects.exists()


def test_answers_to_fields_that_are_not_asked_are_ignored(visitor: Visitor) -> None:
    others = (
        field("Lattice Forms"),
        field(label="Root cause", is_shown_to_customer=False),
        field(label="Old", retired_at=WEDNESDAY),
    )
    visitor.log_in(who.LONDON)

    visitor.send(NEW, filled(visitor, **{f"field-{each.pk}": "1" for each in others}))

    assert not FieldValue.objects.exists()


def test_a_service_refuses_an_answer_to_another_products_field(cast: Cast) -> None:
    with pytest.raises(services.UnableToAnswer, match="other_products_field"):
        cast.file(who.LONDON, answers={field("Lattice Forms"): "1"})
    assert not Ticket.objects.exists()


def test_a_customer_does_not_see_what_is_for_agents(visitor: Visitor, cast: Cast) -> None:
    ticket = cast.file(who.LONDON)
    cause = field(label="Root cause", kind="text", is_shown_to_customer=False)
    edward = cast.user(who.EDWARD)
    services.answer(ticket=ticket, actor=edward, answers={cause: "defect"}, at=WEDNESDAY + timedelta(minutes=1))
    visitor.log_in(who.LONDON)

    page = visitor.get(f"/tickets/{ticket.reference}/")

    assert "Root cause" not in (page.html or "")
    assert "defect" not in (page.html or "")


def test_an_environment_sets_product_and_version(visitor: Visitor) -> None:
    visitor.log_in("member@extended.example")
    old = environment("Signal control", "LTR", "3.2")
    sent = filled(visitor, version=version("Meridian Server", "5.1"), environment=old.pk)

    page = visitor.send(NEW, sent)

    ticket = Ticket.objects.get()
    assert (ticket.environment, ticket.version) == (old, old.version)
    assert "ProductMeridian Server 3.2" in text(page, "aside")


def test_another_version_drops_the_environment(visitor: Visitor) -> None:
    visitor.log_in("member@extended.example")
    chosen = {"environment": environment("Signal control", "LTR", "3.2").pk}
    page = visitor.send(f"{PRODUCT}?changed=version", {**chosen, "version": version("Meridian Server", "5.1")}, 200)
    assert part(page, "[name=environment] option[selected]").attributes["value"] == ""

    page = visitor.send(f"{PRODUCT}?changed=environment", {**chosen, "version": version("Meridian Server", "5.1")}, 200)
    assert part(page, "[name=version] option[selected]").attributes["value"] == version("Meridian Server", "3.2")


def test_a_retired_environment_is_not_offered(visitor: Visitor) -> None:
    environment("London test", "ABC", "5.1")
    visitor.log_in(who.LONDON)
    assert "London test" in text(visitor.get(NEW))
    Environment.objects.update(retired_at=WEDNESDAY)
    assert "London test" not in text(visitor.get(NEW))
