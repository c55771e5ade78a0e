"""Hot parts of pages: what stands fifty or two hundred times, written by Jinja, which is compiled (`hot/`).

A page is Django's, and shows such a part by `{% hot "tickets/queue_rows.jinja" rows=page.rows %}`. What Django's tags
say, Jinja's functions of the same name say in the same words.
"""

from functools import partial
from typing import Any, cast

from django.template import engines
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from common import saying
from common.addresses import address


def environment(**options: Any) -> Environment:
    """What a hot part knows besides what it is given."""
    made = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 - Django's backend escapes
    made.globals.update(
        _=gettext,
        ngettext=ngettext,
        address=address,
        icon=saying.icon,
        component=saying.component,
        included=_included,
        **{name: _told_the_time(getattr(saying, name)) for name in ("instant", "countdown", "promise", "event")},
    )
    return made


def render(name: str, **given: object) -> SafeString:
    """The part of that name, with the instant of the page as `now`."""
    part = cast("Any", engines["jinja2"]).env.get_template(name)
    return SafeString(part.render(given))


def _included(name: str, **given: object) -> SafeString:
    """A template of Django's, as `include ... only` shows it."""
    return render_to_string(name, given)


def _told_the_time(say: Any) -> Any:
    """A function of `saying` that takes its instant from the part that it stands in."""

    @pass_context
    def told(context: Context, *values: Any, **more: Any) -> Any:
        return partial(say, now=context.get("now"))(*values, **more)

    return told
