"""The vendor's look: any colour becomes one that can be read, and a logo is a picture that browsers show."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from common.brand import Brand, read
from portal.branding import DARK, LARGEST, LIGHT, READABLE, UnableToBrand, accents, brand, contrast

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>'


def png(path: Path) -> Path:
    held = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(held, "PNG")
    path.write_bytes(held.getvalue())
    return path


@given(st.integers(0, 0xFFFFFF))
@settings(max_examples=60, deadline=None)
def test_every_colour_can_be_read_on_light_and_on_dark_pages(number: int) -> None:
    made = accents(Brand(), f"#{number:06x}")
    for accent, grounds in ((made.accent, LIGHT), (made.accent_dark, DARK)):
        assert min(contrast(accent, ground) for ground in grounds) >= READABLE
    assert contrast(made.accent, "#ffffff") >= READABLE  # what is written on a button
    assert contrast(made.accent_dark, "#11162b") >= READABLE


@pytest.mark.parametrize("colour", ["#3450bd", "#000000", "#0b7285"])
def test_a_colour_that_can_be_read_is_left_as_it_is(colour: str) -> None:
    assert accents(Brand(), colour).accent == colour


def test_what_was_chosen_is_what_a_portal_reads_when_it_starts(tmp_path: Path) -> None:
    logo, dark, kept = tmp_path / "acme.svg", png(tmp_path / "dark.png"), tmp_path / "b"
    logo.write_bytes(SVG)
    made = brand(name=" Acme ", colour="#FFCC00", logo=logo, logo_dark=dark, folder=kept)
    assert read(kept) == made
    assert (made.name, made.logo[-4:], made.logo_dark[-4:]) == ("Acme", ".svg", ".png")
    assert (kept / made.logo).read_bytes() == SVG
    again = brand(name="Acme", colour="#0b7285", logo=logo, logo_dark=None, folder=kept)
    assert again.mark != made.mark
    assert again.logo_dark == ""


@pytest.mark.parametrize(
    ("name", "colour", "content", "words"),
    [
        (" ", "#0b7285", None, "name is empty"),
        ("Acme\nBcc: all@vendor.example", "", None, "Write it in one line"),
        ("Acme", "teal", None, "teal is not a colour. Write six digits"),
        ("Acme", "#0b728", None, "is not a colour"),
        ("Acme", "", b"GIF89a", "is no SVG, PNG, JPEG or WebP"),
        ("Acme", "", b"<html><body>", "is no SVG, PNG, JPEG or WebP"),
        ("Acme", "", b"x" * (LARGEST + 1), "more than 200 KB"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_nothing_is_stored(
    tmp_path: Path, name: str, colour: str, content: bytes | None, words: str
) -> None:
    logo = tmp_path / "logo"
    if content:
        logo.write_bytes(content)
    with pytest.raises(UnableToBrand, match=words):
        brand(name=name, colour=colour, logo=logo if content else None, logo_dark=None, folder=tmp_path / "b")
    assert read(tmp_path / "b") == Brand()
    with pytest.raises(UnableToBrand, match="There is no file"):
        brand(name="Acme", colour="", logo=tmp_path / "gone.svg", logo_dark=None, folder=tmp_path / "b")


@pytest.mark.django_db
def test_a_page_shows_logo_and_colours_and_browsers_keep_them(settings: Settings, tmp_path: Path) -> None:
    logo = tmp_path / "acme.svg"
    logo.write_bytes(SVG)
    settings.BRAND_FOLDER = tmp_path
    settings.BRAND = brand(name="Acme", colour="#0b7285", logo=logo, logo_dark=None, folder=tmp_path)
    client = Client()
    page = LexborHTMLParser(client.get("/accounts/login/").content)
    picture, style = page.css_first(".brand-logo"), page.css("link[rel=stylesheet]")[-1]
    shown = client.get(str(picture.attributes["src"]))  # type: ignore[union-attr]
    css = client.get(str(style.attributes["href"]))

    assert shown.content == SVG
    assert shown["Content-Type"] == "image/svg+xml"
    assert "sandbox" in shown["Content-Security-Policy"]  # a script in it does not run where its address is opened
    assert "--accent: light-dark(#0b7285," in css.content.decode()
    assert all("immutable" in answer["Cache-Control"] for answer in (shown, css))
    assert client.get("/brand/brand.json").status_code == 404


@pytest.mark.django_db
def test_a_portal_without_a_look_of_its_own_loads_nothing_more() -> None:
    client = Client()
    page = LexborHTMLParser(client.get("/accounts/login/").content)
    assert page.css_first(".brand-logo") is None
    assert len(page.css("link[rel=stylesheet]")) == 1
    assert [client.get(path).status_code for path in ("/brand/style.css", "/brand/")] == [404, 404]
