"""Taking the files of a folder into the bucket."""

from pathlib import Path

from django.conf import settings

from portal.safekeeping import files
from portal.safekeeping.contents import Progress, UnableToKeep


def fill_bucket(progress: Progress) -> list[str]:
    """Copy every file that a row needs from `MEDIA_ROOT` into the bucket; those that are nowhere.

    Files stay where they are, and those that are in the bucket are not copied again: it may be run while the portal
    still works with the folder, and once more when it is stopped.

    Raises:
        UnableToKeep: without a bucket, and when it does not answer.
    """
    if not settings.S3_BUCKET:
        raise UnableToKeep("S3_BUCKET is not set: there is no bucket to fill.")
    try:
        return _fill(progress)
    except OSError as error:
        raise UnableToKeep(f"Not all files are in the bucket: {error} Run it again, it goes on.") from error


def _fill(progress: Progress) -> list[str]:
    present, names = files.there(), list(files.named())
    missing = []
    for number, name in enumerate(names, 1):
        path = Path(settings.MEDIA_ROOT) / name
        if path.is_file():
            files.put(name, path.stat().st_size, lambda path=path: path.open("rb"), present)  # type: ignore[misc]  # cannot infer
        elif name not in present:
            missing.append(name)
        progress("files", number, len(names))
    return missing
