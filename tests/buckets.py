"""An S3 service on loopback, and a portal that keeps its files in a private bucket of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.storage import default_storage
from environ import Env

from portal.settings import storing

NOWHERE = "http://127.0.0.1:9"
"""Where no service answers."""
SMALLEST = 64 * 1024
"""Bytes of a part that this service takes; a real one takes none below 5 MiB."""
VARIABLES = {"S3_ACCESS_KEY": "portal", "S3_SECRET_KEY": "a-secret-of-nobody", "S3_REGION": "eu-central-1"}


@contextmanager
def service() -> Iterator[str]:
    """Where the service answers in the block; it keeps everything in memory."""
    from moto.s3 import models  # noqa: PLC0415 - a large library, which few tests need
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - the same

    models.S3_UPLOAD_PART_MIN_SIZE = SMALLEST  # type: ignore[attr-defined]  # what it compares with
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def storage(endpoint: str, name: str) -> dict[str, Any]:
    """The setting of a portal that keeps its files in the bucket `name` of that service."""
    env = Env()
    env.ENVIRON = {**VARIABLES, "S3_ENDPOINT": endpoint}
    return storing.files(env, bucket=name)


def opened() -> Any:
    """The bucket of this portal, which is made and empty."""
    bucket: Any = default_storage
    place = {"LocationConstraint": VARIABLES["S3_REGION"]}
    bucket.client.create_bucket(Bucket=bucket.bucket_name, CreateBucketConfiguration=place)
    return bucket
