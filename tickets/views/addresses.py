"""Addresses that come in with a form."""

from django.utils.http import url_has_allowed_host_and_scheme

from common.http import Request


def local(request: Request, address: str) -> str:
    """The address if it is a path of this portal, else nothing; any other word would be taken for a name of one."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if is_ours and address.startswith("/") else ""
