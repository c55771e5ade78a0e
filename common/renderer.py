"""Which templates write the fields of forms: ours where there are some, else Django's in Jinja, which are compiled.

Django brings each template of a widget twice, for its own language and for Jinja. They say the same.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import Jinja2, TemplatesSetting
from django.template.exceptions import TemplateDoesNotExist

from common.emptiness import NamedField

DJANGOS = Path(forms.__file__).parent


class Renderer(TemplatesSetting):
    """Writes what Django's templates say, by Jinja; a page has dozens of them."""

    bound_field_class = NamedField

    def get_template(self, template_name: str) -> Any:
        """The template of that name.

        Raises:
            TemplateDoesNotExist: when there is none.
        """
        return _found(template_name)


@lru_cache(maxsize=256)
def _found(name: str) -> Any:
    template: Any = TemplatesSetting().get_template(name)
    if DJANGOS not in Path(template.origin.name).parents:
        return template
    try:
        return _jinja().get_template(name)
    except TemplateDoesNotExist:
        return template


@lru_cache(maxsize=1)
def _jinja() -> Jinja2:
    return Jinja2()
