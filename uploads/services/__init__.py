"""What is done with uploads: begun, received, scanned, handed over, expired."""

from uploads.services.adopting import StoredUpload, UnableToAdopt, adopt, chosen, stored
from uploads.services.receiving import UnableToReceive, append, begin, cancel, expire, keep, offset_of
from uploads.services.scanning import ask, discard, is_on, scan_next, scanned
from uploads.services.sniffing import HEAD, UNKNOWN, sniff

__all__ = [
    "HEAD",
    "UNKNOWN",
    "StoredUpload",
    "UnableToAdopt",
    "UnableToReceive",
    "adopt",
    "append",
    "ask",
    "begin",
    "cancel",
    "chosen",
    "discard",
    "expire",
    "is_on",
    "keep",
    "offset_of",
    "scan_next",
    "scanned",
    "sniff",
    "stored",
]
