"""What templates say about people and their devices."""

from django import template

from accounts.wording import device

register = template.Library()
register.filter("device", device)
