"""What an article of each kind begins with."""

from django.utils.translation import gettext_lazy as _

TEMPLATES = {
    "how_to": _(
        "What you get in the end, in one sentence.\n\n## Before you begin\n\n- \n\n## Steps\n\n1. \n\n## Check it\n\n"
    ),
    "known_issue": _("## Symptom\n\n\n\n## Cause\n\n\n\n## Workaround\n\n\n\n## Fixed in\n\n"),
    "documentation": _(
        "What this is, and for whom.\n\n## Settings\n\n| Setting | Default | Meaning |\n| --- | --- | --- |\n"
    ),
    "release_note": _("Released on \n\n## New\n\n- \n\n## Fixed\n\n- \n\n## Before you update\n\n- \n"),
}
