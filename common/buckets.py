"""Stored files as objects of a private S3 bucket, for portals that run on more than one machine.

Imported only where `S3_BUCKET` is set: the library behind it takes about 35 MB of each process.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any, ClassVar, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

PART = 8 * 1024 * 1024
"""Bytes of each part of a large object but the last one; S3 takes none below 5 MiB, and 10,000 of them."""
LINK_SECONDS = 60
"""How long a signed link may be begun to be followed; the download itself takes as long as it takes."""
GONE = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchUpload"})


class BucketError(OSError):
    """The bucket did not do what it was asked; the message says which one, and what it or the way to it said."""


class Stored(NamedTuple):
    """An object: its name, how many bytes it has, and since when."""

    name: str
    size: int
    at: datetime


class Bucket(S3Storage):  # type: ignore[misc]  # the library has no types
    """The bucket of `STORAGES`. What it cannot do is a FileNotFoundError or a BucketError, as of any disk.

    Nothing in it may be read without a signature of ours. One client serves all threads of a process: another one for
    each, as the library has it, takes 18 MB.
    """

    _making: ClassVar[Any] = Lock()

    def __init__(self, *, addressing: str = "path", **options: Any) -> None:
        super().__init__(
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": addressing},
                connect_timeout=3,
                read_timeout=30,
                retries={"mode": "standard", "max_attempts": 2},
                # Other S3 services than Amazon's refuse the checksums that are newer than they are.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            transfer_config=TransferConfig(use_threads=False, multipart_threshold=PART, multipart_chunksize=PART),
            querystring_expire=LINK_SECONDS,
            **options,
        )

    @property
    def connection(self) -> Any:
        """The client of this process, made when it is first needed."""
        with self._making:
            if getattr(self, "_shared", None) is None:
                self._shared = super().connection
            return self._shared

    @property
    def client(self) -> Any:
        """What speaks S3."""
        return self.connection.meta.client

    def link(self, name: str, *, said: Mapping[str, str], method: str) -> str:
        """An address where whoever has it gets the object within a minute, with the headers `said`."""
        parameters = {f"Response{header.replace('-', '')}": value for header, value in said.items()}
        with self._answering(name):
            return str(self.url(name, parameters=parameters, http_method=method))

    def objects(self) -> Iterator[Stored]:
        """Everything that is there."""
        with self._answering(""):
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name):
                for each in page.get("Contents", ()):
                    yield Stored(each["Key"], each["Size"], each["LastModified"])

    def is_public(self, name: str) -> bool:
        """Whether the object is given to somebody who has no signature."""
        with self._answering(name):
            address = self.unsigned_connection.meta.client.generate_presigned_url(
                "get_object", Params={"Bucket": self.bucket_name, "Key": name}
            )
        try:
            with urlopen(address, timeout=10):  # noqa: S310 - an address of ours
                return True
        except HTTPError:
            return False
        except URLError as error:
            raise BucketError(f"{self._where(name)} cannot be reached: {error.reason}.") from error

    def read(self, name: str, start: int, end: int) -> bytes:
        """The bytes of an object from `start` up to and without `end`."""
        with self._answering(name):
            part = f"bytes={start}-{end - 1}"
            return bytes(self.client.get_object(Bucket=self.bucket_name, Key=name, Range=part)["Body"].read())

    def write(self, name: str, content: bytes) -> None:
        """Make an object of `content` at once, in place of one that is there."""
        with self._answering(name):
            kind = self.default_content_type
            self.client.put_object(Bucket=self.bucket_name, Key=name, Body=content, ContentType=kind)

    def begin_parts(self, name: str) -> str:
        """Begin an object of parts; the number of that."""
        with self._answering(name):
            kind = self.default_content_type
            begun = self.client.create_multipart_upload(Bucket=self.bucket_name, Key=name, ContentType=kind)
            return str(begun["UploadId"])

    def write_part(self, name: str, upload: str, number: int, content: bytes) -> None:
        """Store the part `number` (from 1), in place of one that is there."""
        with self._answering(name):
            self.client.upload_part(Bucket=self.bucket_name, Key=name, UploadId=upload, PartNumber=number, Body=content)

    def join_parts(self, name: str, upload: str) -> None:
        """Make the object of its parts.

        Raises:
            FileNotFoundError: when there are none, since it was joined or given up before.
        """
        with self._answering(name):
            pages = self.client.get_paginator("list_parts").paginate(Bucket=self.bucket_name, Key=name, UploadId=upload)
            parts = [
                {"PartNumber": each["PartNumber"], "ETag": each["ETag"]} for page in pages for each in page["Parts"]
            ]
            self.client.complete_multipart_upload(
                Bucket=self.bucket_name, Key=name, UploadId=upload, MultipartUpload={"Parts": parts}
            )

    def drop_parts(self, name: str, upload: str) -> None:
        """Give up an object of parts."""
        with self._answering(name):
            self.client.abort_multipart_upload(Bucket=self.bucket_name, Key=name, UploadId=upload)

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""
        with self._answering(name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """How many bytes an object has."""
        with self._answering(name):
            return int(super().size(name))

    def delete(self, name: str) -> None:
        """Let an object be no more."""
        with self._answering(name):
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if mode != "rb":
            raise ValueError(f"An object is only read here, not opened as {mode}.")
        size = self.size(name)
        raw = _Object(partial(self.read, name), size)
        return File(io.BufferedReader(raw, max(1, min(PART, size))), name)

    def _save(self, name: str, content: File[Any]) -> str:
        with self._answering(name):
            return str(super()._save(name, content))

    @contextmanager
    def _answering(self, name: str) -> Iterator[None]:
        """Say in words of ours what the library raises in the block."""
        try:
            yield
        except ClientError as error:
            said = error.response.get("Error", {})
            if said.get("Code") in GONE:
                raise FileNotFoundError(f"{self._where(name)} is not there.") from error
            raise BucketError(f"{self._where(name)}: {said.get('Code')}: {said.get('Message')}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise BucketError(f"{self._where(name)} cannot be reached: {error}") from error

    def _where(self, name: str) -> str:
        return f"{f'{name} in the' if name else 'The'} bucket {self.bucket_name} at {self.endpoint_url}"


class _Object(io.RawIOBase):
    """An object that is read piece by piece, wherever somebody seeks."""

    def __init__(self, read: Any, size: int) -> None:
        super().__init__()
        self._read, self._size, self._place = read, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        end = min(self._place + len(buffer), self._size)
        if end <= self._place:
            return 0
        piece = self._read(self._place, end)
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)
