"""What is done with uploads: begun, received, scanned, handed over, expired."""

from uploads.services.adopting import StoredUpload, UnableToAdopt, adopt, chosen, stored
from uploads.services.arriving import UnableToReceive
from uploads.services.pictures import KINDS
from uploads.services.receiving import append, begin, break_off, cancel, expire, keep, offset_of, settle
from uploads.services.scanning import ask, discard, is_on, scan_next, scanned
from uploads.services.sniffing import HEAD, UNKNOWN, sniff
from uploads.services.storing import StoredFile, UnableToStore, check, own_picture, store

__all__ = [
    "HEAD",
    "KINDS",
    "UNKNOWN",
    "StoredFile",
    "StoredUpload",
    "UnableToAdopt",
    "UnableToReceive",
    "UnableToStore",
    "adopt",
    "append",
    "ask",
    "begin",
    "break_off",
    "cancel",
    "check",
    "chosen",
    "discard",
    "expire",
    "is_on",
    "keep",
    "offset_of",
    "own_picture",
    "scan_next",
    "scanned",
    "settle",
    "sniff",
    "store",
    "stored",
]
