"""What a field says that was left empty, or was sent what is not on its list: what to do, by its name on the page.

`common.renderer` gives every form these fields, those of the administration and of libraries among them.
"""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

EMPTY, NOT_LISTED = "required", "invalid_choice"
DJANGOS = {
    EMPTY: (forms.Field.default_error_messages[EMPTY],),
    NOT_LISTED: tuple(
        field.default_error_messages[NOT_LISTED]
        for field in (
            forms.ChoiceField,
            forms.MultipleChoiceField,
            forms.ModelChoiceField,
            forms.ModelMultipleChoiceField,
        )
    ),
}
"""What is said for want of better words; a field that has its own keeps them."""


class NamedField(BoundField):
    """A field on its form: where it must be filled or chosen anew, it asks so by its label."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if form.is_bound and self.label:
            said, label = field.error_messages, capfirst(str(self.label).rstrip(":"))
            for code, djangos in DJANGOS.items():
                if any(said.get(code) is each for each in djangos):
                    said[code] = asked(code, field.widget) % {"label": label if code == EMPTY else _kept(label)}


def _kept(label: str) -> str:
    """As Django puts the value that came into the sentence, signs of percent in a label are doubled."""
    return label.replace("%", "%%")


def asked(code: str, widget: forms.Widget) -> str:
    """What is to be done with such a control; the label is quoted, for languages do not bend it alike."""
    if code == NOT_LISTED:
        return _("Choose from “%(label)s”: what came is not on its list.")
    if isinstance(widget, forms.FileInput):
        return _("Choose a file for “%(label)s”.")
    if isinstance(widget, forms.CheckboxInput):
        return _("Tick “%(label)s”.")
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return _("Choose from “%(label)s”.")
    return _("Fill in “%(label)s”.")
