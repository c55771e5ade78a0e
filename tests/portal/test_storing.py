"""Which store of files the environment names, and what browsers may ask of it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from portal.settings.storing import files, origins


def env(**variables: str) -> Env:
    """An environment of these variables alone."""
    made = Env()
    made.ENVIRON = variables
    return made


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"S3_ENDPOINT": "https://s3.example/"}, ["https://s3.example/files/"]),
        ({"S3_ENDPOINT": "https://s3.example:9000", "S3_PATH_STYLE": "false"}, ["https://files.s3.example:9000"]),
    ],
)
def test_pictures_may_come_from_the_bucket_and_from_nowhere_else(variables: dict[str, str], found: list[str]) -> None:
    assert origins(files(env(**variables), bucket="files")) == found


def test_a_bucket_has_an_address_or_the_portal_does_not_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="S3_BUCKET needs S3_ENDPOINT"):
        files(env(S3_ENDPOINT="s3.example"), bucket="files")


def test_without_a_bucket_files_lie_in_a_folder() -> None:
    storage = files(env(S3_ENDPOINT="https://s3.example"), bucket="")
    assert (storage["BACKEND"].rpartition(".")[2], origins(storage)) == ("FileSystemStorage", [])
