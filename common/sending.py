"""Sending a stored file to a browser: whole or a range of it, to be saved and never to be trusted."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from common.http import Request

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})", re.ASCII)


class Part(NamedTuple):
    """The bytes from `start` up to and without `end`."""

    start: int
    end: int


def send(
    request: Request, stored: str, *, name: str, content_type: str, inline: bool = False, etag: str = ""
) -> HttpResponseBase:
    """Send the stored file under `name`; `inline` only for what the portal has drawn itself.

    A range is answered with 206, and with `If-Range` only when that names the `etag`. A HEAD is answered without the
    bytes. With `S3_BUCKET` it leads to the bucket, which sends them and their ranges; with `FILES_ACCEL_PREFIX` the
    proxy sends them.
    """
    if settings.S3_BUCKET:
        return guard(redirect(_link(request, stored, name, content_type, inline=inline)))
    if settings.FILES_ACCEL_PREFIX:
        address = settings.FILES_ACCEL_PREFIX.rstrip("/") + "/" + quote(stored)
        return _guarded(HttpResponse(headers={"X-Accel-Redirect": address}), name, content_type, inline=inline)
    path = Path(default_storage.path(stored))
    size = path.stat().st_size
    part = part_of(request, size, etag)
    if part is None:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _guarded(refused, name, content_type, inline=inline)
    is_head = request.method == "HEAD"
    answer: HttpResponseBase = HttpResponse() if is_head else StreamingHttpResponse(_bytes(path, part))
    answer["Content-Length"] = str(part.end - part.start)
    answer["Accept-Ranges"] = "bytes"
    if etag:
        answer["ETag"] = etag
    if part != (0, size):
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    return _guarded(answer, name, content_type, inline=inline)


def part_of(request: Request, size: int, etag: str = "") -> Part | None:
    """The part of a file of `size` bytes that the request asks for; None when it has no such part."""
    held = request.headers.get("If-Range", "")
    return asked(request.headers.get("Range", ""), size, is_changed=bool(held) and (not etag or held != etag))


def asked(header: str, size: int, *, is_changed: bool = False) -> Part | None:
    """The part of a file of `size` bytes that a `Range` header asks for; None when it has no such part.

    Without a header, with several ranges, or when the file may have changed, it is the whole file.
    """
    found = RANGE.fullmatch(header.strip())
    if found is None or is_changed or not (found["first"] or found["last"]):
        return Part(0, size)
    if not found["first"]:
        part = Part(max(size - int(found["last"]), 0), size)
    else:
        part = Part(int(found["first"]), min(int(found["last"] or size) + 1, size))
    return part if part.start < part.end else None


def guard(answer: HttpResponseBase) -> HttpResponseBase:
    """Forbid whatever the bytes of `answer` might do in a browser."""
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _link(request: Request, stored: str, name: str, content_type: str, *, inline: bool) -> str:
    """Where whoever has it gets the file from the bucket, for a minute."""
    bucket: Any = default_storage
    said = {"Content-Type": content_type, "Content-Disposition": _disposition(name, inline=inline)}
    return str(bucket.link(stored, said=said, method=request.method or "GET"))


def _disposition(name: str, *, inline: bool) -> str:
    """What says under which name a file is saved, or that it is shown."""
    return content_disposition_header(not inline, name) or "attachment"


def _guarded(answer: HttpResponseBase, name: str, content_type: str, *, inline: bool) -> HttpResponseBase:
    answer["Content-Type"] = content_type
    answer["Content-Disposition"] = _disposition(name, inline=inline)
    return guard(answer)


def _bytes(path: Path, part: Part) -> Iterator[bytes]:
    left = part.end - part.start
    with path.open("rb") as file:
        file.seek(part.start)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
