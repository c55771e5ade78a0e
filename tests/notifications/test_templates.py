"""Every mail is written twice, as text and as HTML in the frame, and has a subject."""

from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.ROOT) / "templates"
TEXTS = sorted(path for path in TEMPLATES.glob("*/mail/*.txt") if not path.name.startswith("_"))


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_mail_has_a_subject_and_an_html_twin_in_the_frame(text: Path) -> None:
    head, rest = text.read_text().split("\n", 1)
    assert head.startswith("Subject: ")
    assert rest.startswith("\n")
    assert "mail/frame.html" in text.with_suffix(".html").read_text()


def test_there_are_mails() -> None:
    assert len(TEXTS) >= 5
