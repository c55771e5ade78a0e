"""Each mail of the product with facts as they are frozen: what its pictures and its tests are made from."""

from typing import Any

NOW = "2026-06-10T14:00:00+00:00"
READER = {"reader": "Liam Lee", "zone": "Europe/London", "language": "en", "notice": "progress"}
TICKET = {**READER, "reference": "ABC-1042", "subject": "Workflows stop after the update", "url": "/tickets/ABC-1042/"}
BODY = "Please run this and send us the log:\n\nmeridian-ctl diagnose --since 24h --output /var/tmp/diagnose.zip"
HTML = (
    "<p>Please run this and send us the <strong>log</strong>:</p>"
    "<pre><code>meridian-ctl diagnose --since 24h --output /var/tmp/diagnose.zip</code></pre>"
    "<ol><li>It takes a minute.</li><li>It holds no data of yours.</li></ol>"
)
SAID = {"author": "Edward Ellis", "body": BODY, "html": HTML}
WORDS = {
    "headline": "Covered now by the London desk",
    "promise": "First response due",
    "due_at": NOW,
    "reasons": ["Gold is in force until 31 December 2026.", "It is Wednesday, 15:00 in London: the desk is open."],
    "ways": ["Wait until Thursday 06:00", "Add Everyday After-Hours"],
}
SEVERITY = {"before": "3, Minor impact", "after": "2, Major function impaired", "reason": "Two teams are affected."}
SHIFT = {"actor": "Lucy Lamb", "agent": "Edward Ellis", "desk": "London", "starts_at": NOW, "ends_at": NOW, "note": ""}
JOIN = {**READER, "organization": "ABC Corporation", "key": "ABC", "url": "/organization/ABC/", "notice": "membership"}
ACCOUNT = {"event": "password_changed", "ip": "203.0.113.7", "from_email": "", "to_email": "", "signup_url": ""}
UNITS = {
    **READER,
    "notice": "units",
    "organization": "ABC Corporation",
    "buyer": "Mara Moss",
    "units": 20,
    "amount": "USD 1,600.00",
    "purchase_order": "PO-77",
}
METER = {
    **TICKET,
    "notice": "emergency",
    "agent": "Amy Adams",
    "units": 1,
    "unit_minutes": 15,
    "started_at": NOW,
    "runs_out_at": NOW,
    "ended_at": NOW,
    "minutes": 31,
    "used": 3,
    "returned": 1,
    "balance": 5,
    "percent": 75,
    "consent_url": "/tickets/ABC-1042/emergency/consent/",
}
GROUPS = [
    {
        "label": "Replies",
        "things": [
            {"title": "ABC-1042: Workflows stop after the update", "url": "/tickets/ABC-1042/", "lines": []},
            {"title": "ABC-1051: Certificate of the gateway", "url": "/tickets/ABC-1051/", "lines": []},
        ],
    },
    {"label": "Answers in the community", "things": [{"title": "Where is the log?", "url": "/x/", "lines": []}]},
]

SAMPLES: dict[str, dict[str, Any]] = {
    "tickets/mail/filed": {**TICKET, **WORDS, "split_from": "", "notice": "filed"},
    "tickets/mail/replied": {**TICKET, **SAID, "notice": "reply"},
    "tickets/mail/noted": {**TICKET, **SAID, "notice": "note"},
    "tickets/mail/mentioned": {**TICKET, **SAID, "is_note": False, "notice": "mention"},
    "tickets/mail/asked": {
        **TICKET,
        "waiting_for": "the log of Tuesday night",
        "by": "Edward Ellis",
        "notice": "asked",
    },
    "tickets/mail/resolved": {
        **TICKET,
        "until_at": NOW,
        "rating_url": "/tickets/ABC-1042/rating/",
        "notice": "resolved",
    },
    "tickets/mail/assigned": {**TICKET, "by": "Lucy Lamb", "waiting_for": "", "notice": "assigned"},
    "tickets/mail/watched": {**TICKET, "by": "Mara Moss", "notice": "following"},
    "tickets/mail/merged": {**TICKET, "source": "ABC-1043"},
    "tickets/mail/unmerged": {**TICKET, "other": "ABC-1043"},
    "tickets/mail/severity": {**TICKET, **SEVERITY, "by": "Edward Ellis", "dispute_url": "/tickets/ABC-1042/dispute/"},
    "tickets/mail/disputed": {
        **TICKET,
        "by": "Liam Lee",
        "asks_for": "1, Production down",
        "reason": "Nobody can work.",
        "decision_url": "/tickets/ABC-1042/dispute/decision/",
        "notice": "desk",
    },
    "tickets/mail/dispute_decided": {
        **TICKET,
        "decided_by": "Edward Ellis",
        "is_upheld": True,
        "severity": "1, Production down",
        "answer": "You are right.",
    },
    "tickets/mail/covered": {**TICKET, **WORDS},
    "tickets/mail/covered_desk": {**TICKET, "notice": "desk"},
    "tickets/mail/uncovered": {**TICKET, **WORDS},
    "tickets/mail/handed_over": {**TICKET, **SAID, "by": "Lucy Lamb", "desk": "Hong Kong", "notice": "desk"},
    "tickets/mail/infected": {**TICKET, "file": "report.zip"},
    "oncall/mail/held_back": {
        **READER,
        "notice": "page",
        "contract": "NA-2026-014",
        "desk": "London desk",
        "cap": 6,
        "count": 2,
        "pages": [{"subject": f"ABC-104{number}, severity 1: It stopped", "url": "/x/"} for number in (2, 3)],
        "more": 1,
        "url": "/x/",
    },
    "tickets/mail/emergency_started": METER,
    "tickets/mail/emergency_asked": METER,
    "tickets/mail/emergency_extended": {**METER, "by": "Liam Lee", "more": 2},
    "tickets/mail/emergency_ended": METER,
    "tickets/mail/promise_warned": {
        **TICKET,
        "promise": "next update",
        "percent": 90,
        "due_at": NOW,
        "notice": "promise",
    },
    "tickets/mail/promise_broken": {**TICKET, "promise": "first response", "due_at": NOW, "notice": "promise"},
    "tickets/mail/promises_to_review": {
        **READER,
        "cause": "calendar",
        "name": "Americas",
        "count": 12,
        "url": "/promises/7/",
        "notice": "promise",
    },
    "tickets/mail/rated": {**TICKET, "score": 2, "comment": "It took a week.", "by": "Liam Lee", "notice": "rating"},
    "tickets/mail/no_desk": {
        "notice": "page",
        "subject": "ABC-1042, severity 1: It stops",
        "url": "/tickets/ABC-1042/",
    },
    "bridges/mail/fixed": {
        **TICKET,
        "title": "A node loses its lease",
        "version": "Meridian Server 5.1.3",
        "article_url": "/kb/meridian-cluster-lease-lost/",
    },
    "knowledgebase/mail/published": {
        **READER,
        "title": "Renew the certificate",
        "summary": "Before it ends.",
        "product": "Meridian Server",
        "is_open": True,
        "is_new": True,
        "url": "/kb/renew-meridian-certificate/",
        "unsubscribe_url": "/kb/subscriptions/x/end/",
        "notice": "article",
    },
    "community/mail/answered": {
        **READER,
        **SAID,
        "title": "Where does the server write its log?",
        "url": "/community/threads/7/",
        "unfollow_url": "/community/unfollow/x/",
        "notice": "answer",
    },
    "oncall/mail/change": {**READER, **SHIFT, "act": "swap_asked", "url": "/on-call/shifts/", "notice": "shift"},
    "oncall/mail/page": {
        **READER,
        "notice": "page",
        "desk": "London",
        "subject": "ABC-1042, severity 1: Workflows stop",
        "url": "/tickets/ABC-1042/",
        "on_call": "Edward Ellis",
        "nobody_answered": False,
        "paged_at": NOW,
        "secret": {"url": "/calls/x/"},
    },
    "accounts/mail/join-asked": {**JOIN, "person": "Nora Newman", "email": "nora@abc.example", "message": "I am new."},
    "accounts/mail/join-approved": JOIN,
    "accounts/mail/join-declined": {**JOIN, "url": "/organization/join/"},
    "accounts/mail/invitation": {
        "organization": "ABC Corporation",
        "inviter": "Mara Moss",
        "person": "Ines",
        "until_at": NOW,
        "zone": "Europe/London",
        "secret": {"url": "/invitations/x/"},
    },
    "accounts/mail/login-code": {**ACCOUNT, "secret": {"code": "K7QX2M"}},
    "accounts/mail/password-reset": {**ACCOUNT, "secret": {"password_reset_url": "http://127.0.0.1:8000/reset/x/"}},
    "accounts/mail/confirm-address": {
        **ACCOUNT,
        "event": "email_confirmation_signup",
        "secret": {"activate_url": "http://127.0.0.1:8000/confirm/x/"},
    },
    "accounts/mail/no-new-account": {**ACCOUNT, "event": "account_already_exists"},
    "accounts/mail/account-changed": ACCOUNT,
    "downloads/mail/published": {
        **READER,
        "notice": "release",
        "product": "Meridian Server",
        "number": "5.1.4",
        "version": "5.1",
        "kind": "hotfix",
        "title": "Workflows start again after an update",
        "url": "/downloads/releases/5-1-4/",
        "unfollow_url": "/downloads/unfollow/x/",
    },
    "downloads/mail/ending": {
        **READER,
        "notice": "ending",
        "product": "Meridian Server",
        "version": "4.0",
        "organization": "ABC Corporation",
        "change": "eol",
        "day": "1 September 2027",
        "days": 90,
        "is_extended": False,
        "url": "/downloads/versions/2/",
    },
    "entitlements/mail/units_ordered": {**UNITS, "url": "/admin/entitlements/unitorder/"},
    "entitlements/mail/units_paid": {**UNITS, "url": "/units/ABC/"},
    "oncall/mail/debt": {
        **READER,
        "notice": "debt",
        "places": "London desk",
        "hours": "12",
        "cause": {"code": "calendar_changed", "what": "Europe", "who": ""},
        "lines": [{"organization": "Everyday Foods", "desk": "London desk", "hours": "12"}],
        "starts_at": "2026-06-13T00:00:00+00:00",
        "url": "/on-call/debt/",
    },
    "oncall/mail/device_gone": {
        "reader": "Edward Ellis",
        "notice": "page",
        "device": "Phone",
        "url": "/on-call/devices/",
        "language": "en",
    },
    "notifications/mail/digest": {
        **READER,
        "notice": "digest",
        "url": "/inbox/",
        "groups": GROUPS,
        "more": 0,
        "count": 3,
    },
    "notifications/mail/announcement": {
        **READER,
        "notice": "announcement",
        "title": "License activation is slow",
        "severity": "outage",
        "body": BODY,
        "html": HTML,
        "url": "/announcements/2/",
    },
}
