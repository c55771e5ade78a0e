"""What the components are made of. Everything here is generic: it knows plain values, no model."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any
from zlib import crc32

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.utils import flatatt
from django.template import Context
from django.template.base import Node, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common import saying
from common.addresses import address, plain_address
from common.direction import apart
from common.hot import render
from common.listing import GROUP, OPTION, listed
from common.relative import words
from common.saying import component, icon
from common.written import joined, written

register = template.Library()

register.simple_tag(address)
register.filter(apart)
register.filter(saying.mailbox)
register.filter(saying.whole)

HUES = 8
"""How many hues the initials of people come in."""


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    """As Django's tag of that name, which asks the resolver each time; a page of the portal has fifty of them."""
    asked = django_url(parser, token)
    return Url(asked.view_name, asked.args, asked.kwargs, asked.asvar)


class Url(URLNode):
    """The address of a page: of plain rows as `common.addresses` keeps it, of all others as Django finds it."""

    def render(self, context: Context) -> SafeString:
        """What Django's would say."""
        rows = [each.resolve(context) for each in self.args]
        found = "" if self.kwargs else plain_address(self.view_name.resolve(context), *rows)
        if not found:
            return SafeString(super().render(context))
        if self.asvar:
            context[self.asvar] = found
            return SafeString()
        return SafeString(found)


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """As Django's tag of that name, which looks each time for what a text is in the reader's language."""
    asked = do_translate(parser, token)
    text = asked.filter_expression
    is_fixed = text.var.literal is not None and not text.filters and asked.message_context is None
    return Translate(asked) if is_fixed else asked


class Translate(Node):
    """A text that stands in the page; what it is in a language is looked for once."""

    child_nodelists = ()

    def __init__(self, asked: TranslateNode) -> None:
        self._name, asked.asvar = asked.asvar, None
        self._asked, self._said = asked, dict[str | None, SafeString]()

    def render(self, context: Context) -> SafeString:
        """What Django's would say."""
        language = get_language()
        if language not in self._said:
            self._said[language] = SafeString(self._asked.render(context))
        if not self._name:
            return self._said[language]
        context[self._name] = self._said[language]
        return SafeString()


register.simple_tag(icon)
register.simple_tag(component)


@register.simple_tag(takes_context=True)
def hot(context: Context, which: str, **given: object) -> SafeString:
    """Show a hot part of the page (`common.hot`)."""
    return render(which, now=_now(context), **given)


@register.simple_tag(takes_context=True)
def instant(context: Context, at: datetime, region_zone: tzinfo | None = None, region: str = "") -> SafeString:
    """Say an instant in the reader's zone, and in the region's on hover when its zone and name are given."""
    return saying.instant(at, region_zone, region, now=_now(context))


@register.simple_tag(takes_context=True)
def countdown(context: Context, at: datetime) -> SafeString:
    """Say how far away an instant is (`in 42 min`), and keep saying it while the page is open."""
    return saying.countdown(at, now=_now(context))


@register.simple_tag(takes_context=True)
def promise(context: Context, state: str, at: datetime | None = None, **more: Any) -> SafeString:
    """Show a promise with its clock: `state` is kept, due, at-risk, broken or paused; more: name, note, large."""
    return saying.promise(state, at, now=_now(context), **more)


@register.simple_tag(takes_context=True)
def event(context: Context, icon_name: str, text: str, at: datetime, origin: str = "") -> SafeString:
    """Show one muted line of history: what happened and when, and the merged ticket it happened in."""
    return saying.event(icon_name, text, at, origin, now=_now(context))


@register.simple_tag
def drawing(name: str) -> SafeString:
    """Draw one of the two-tone pictures of `drawings.svg`; it decorates, so screen readers skip it."""
    address = f"{static('drawings.svg')}#{name}"
    return format_html('<svg class="drawing" aria-hidden="true"><use href="{}"></use></svg>', address)


def _request(context: Context) -> Any:
    return getattr(context, "request", None) or context.get("request")


def _now(context: Context) -> datetime | None:
    found = getattr(_request(context), "at", None)
    return found if isinstance(found, datetime) else None


@register.simple_tag(takes_context=True)
def server_now(context: Context) -> str:
    """Say the request's instant for the script that keeps times true; empty where there is no request."""
    now = _now(context)
    return now.isoformat() if now else ""


@register.simple_tag
def relative_words() -> str:
    """Say the words of relative times, for the same script."""
    return words()


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Say which theme the reader chose: "light", "dark", or nothing to follow the system."""
    request = _request(context)
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in {"light", "dark"} else ""


@register.filter
def initials(name: object) -> str:
    """Shorten a person's name to at most two letters."""
    parts = str(name).replace("@", " ").split()
    letters = [letter for part in parts if (letter := next(filter(str.isalnum, part), ""))]
    return "".join([*letters[:1], *letters[1:][-1:]]).upper()


@register.filter
def hue(name: object) -> int:
    """Give a name one of eight hues, always the same one."""
    return crc32(str(name).encode()) % HUES


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render a field's widget with the class that its kind is styled by."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    kind = "" if _is_choice(field) else "form-select" if isinstance(widget, Select) else "form-control"
    attrs: dict[str, str | bool] = {"class": f"{kind} {own}".strip()} if kind or own else {}
    return listed(field, attrs) if type(widget) is Select else field.as_widget(attrs=attrs)


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """Write the options of a list, as the widget gives them: a group without a name is none."""
    return joined(
        written(GROUP, name, _options(chosen)) if name else _options(chosen) for name, chosen, _index in groups
    )


def _options(chosen: Iterable[dict[str, Any]]) -> SafeString:
    return joined(
        written(OPTION, each["value"], flatatt(each["attrs"]) if each["attrs"] else "", each["label"])
        for each in chosen
    )


@register.filter
def field_kind(field: BoundField) -> str:
    """Say how a field is laid out: "check" for one tick, "choices" for a group, else ""."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else ""


def _is_choice(field: BoundField) -> bool:
    return bool(field_kind(field))
