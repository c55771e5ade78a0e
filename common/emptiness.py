"""What a required field says that was left empty: to fill it, by the name that it has on the page.

`common.renderer` gives every form these fields, those of the administration and of libraries among them.
"""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

DJANGOS = forms.Field.default_error_messages["required"]
"""What is said for want of better words; a field that has its own keeps them."""


class NamedField(BoundField):
    """A field on its form: where it must be filled, it asks so by its label."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if form.is_bound and self.label and field.error_messages["required"] is DJANGOS:
            field.error_messages["required"] = asked(field.widget) % {"label": capfirst(str(self.label).rstrip(":"))}


def asked(widget: forms.Widget) -> str:
    """What is to be done with such a control; the label is quoted, for languages do not bend it alike."""
    if isinstance(widget, forms.FileInput):
        return _("Choose a file for “%(label)s”.")
    if isinstance(widget, forms.CheckboxInput):
        return _("Tick “%(label)s”.")
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return _("Choose from “%(label)s”.")
    return _("Fill in “%(label)s”.")
