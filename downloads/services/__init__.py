"""What changes in the downloads."""

from downloads.services.downloading import (
    Bytes,
    Link,
    UnableToDownload,
    open_link,
    record,
    require_files,
    require_link,
    sign,
)
from downloads.services.files import FileDraft, UnableToAdd, add_file, remove_file, scanned
from downloads.services.following import follow, follow_of, may_read, unfollow
from downloads.services.lifecycle import arm_notices, due_notices, settle_notice
from downloads.services.releasing import (
    ReleaseDraft,
    UnableToRelease,
    call_off,
    publish,
    publish_due,
    revise,
    start_release,
    withdraw,
)

__all__ = [
    "Bytes",
    "FileDraft",
    "Link",
    "ReleaseDraft",
    "UnableToAdd",
    "UnableToDownload",
    "UnableToRelease",
    "add_file",
    "arm_notices",
    "call_off",
    "due_notices",
    "follow",
    "follow_of",
    "may_read",
    "open_link",
    "publish",
    "publish_due",
    "record",
    "remove_file",
    "require_files",
    "require_link",
    "revise",
    "scanned",
    "settle_notice",
    "sign",
    "start_release",
    "unfollow",
    "withdraw",
]
