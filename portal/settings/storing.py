"""Where uploaded files are kept: a folder of this machine, or a private bucket of an S3 service."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def files(env: Env, *, bucket: str) -> dict[str, Any]:
    """The storage of `STORAGES`; nothing of S3 is imported where no bucket is named.

    Raises:
        ImproperlyConfigured: for a bucket without the address of its service.
    """
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.str("S3_ENDPOINT", default="").rstrip("/"),
        "region_name": env.str("S3_REGION", default="us-east-1"),
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "addressing": "path" if env.bool("S3_PATH_STYLE", default=True) else "virtual",
    }
    if not urlsplit(options["endpoint_url"]).netloc:
        raise ImproperlyConfigured("S3_BUCKET needs S3_ENDPOINT, such as https://s3.eu-central-1.amazonaws.com.")
    return {"BACKEND": "common.buckets.Bucket", "OPTIONS": options}


def origins(storage: Mapping[str, Any]) -> list[str]:
    """Where browsers get files from besides the portal itself, for its content security policy."""
    options = storage.get("OPTIONS")
    if not options:
        return []
    at, bucket = urlsplit(options["endpoint_url"]), options["bucket_name"]
    if options["addressing"] == "path":
        return [f"{at.scheme}://{at.netloc}/{bucket}/"]
    return [f"{at.scheme}://{bucket}.{at.netloc}"]
