"""What people do to tickets: one public function is one use case in one transaction, with an event in the history."""

from tickets.services.answers import UnableToAnswer, answer, asked_fields
from tickets.services.bulk import UnableToChangeMany, change_each
from tickets.services.closing import close_resolved
from tickets.services.conversation import UnableToNote, UnableToReply, add_note, reply
from tickets.services.covering import UnableToConfirm, confirm_emergency, cover, cover_again
from tickets.services.drafts import NEW, UnableToKeep, draft_name, draft_of, forget_draft, keep_draft
from tickets.services.editing import UnableToEdit, edit
from tickets.services.files import UnableToAttach, expire_bundles
from tickets.services.files import check as check_files
from tickets.services.filing import TicketDraft, UnableToFile, open_ticket, preview
from tickets.services.follow_ups import UnableToFollowUp, follow_up
from tickets.services.giving import UnableToGiveBack, give, give_back, give_unowned, give_waiting, untouched
from tickets.services.hand_over import UnableToHandOver, hand_over
from tickets.services.impact import (
    BookedWindow,
    OwedResponse,
    first_responses_moved,
    first_responses_owed,
    windows_ahead,
)
from tickets.services.known_issues import note_bridge, note_known_issue
from tickets.services.life import (
    UnableToAssign,
    UnableToChange,
    assign,
    change_status,
    close,
    reopen,
    resolve,
    take,
)
from tickets.services.links import UnableToLink, link, open_parts, unlink
from tickets.services.macros import UnableToApply, apply_macro, offered_macros, placeholder_values
from tickets.services.merging import UnableToMerge, merge, undo_merge
from tickets.services.metering import Reading, unit_minutes
from tickets.services.metering import read as read_meter
from tickets.services.meters import UnableToMeter, agree_to_more, end_meter, propose_refund, start_meter, watch_meters
from tickets.services.presence import forget_gone, look
from tickets.services.problems import (
    ProblemDraft,
    UnableToHandleProblem,
    attach_to_problem,
    detach_from_problem,
    edit_problem,
    open_problem,
    reopen_problem,
    solve_problem,
    tell_all,
)
from tickets.services.promises import first_due, first_due_of
from tickets.services.promises import pages as promise_pages
from tickets.services.properties import Properties, UnableToCorrect, change_properties, properties_of
from tickets.services.properties import words as property_words
from tickets.services.rating import UnableToRate, rate
from tickets.services.reading import may_read, may_read_notes
from tickets.services.redaction import UnableToRedact, redact, redact_file
from tickets.services.saved_views import UnableToSave, change_view, delete_view, save_view
from tickets.services.severity import (
    UnableToDispute,
    UnableToSetSeverity,
    change_severity,
    decide_dispute,
    dispute_severity,
)
from tickets.services.splitting import Part, UnableToSplit, split
from tickets.services.sweep import record_broken, warn_of_promises
from tickets.services.tags import UnableToTag, known_tags, merge_tags, tag
from tickets.services.time_entries import (
    UnableToCancelTime,
    UnableToLogTime,
    cancel_time,
    log_time,
    may_cancel_time,
)
from tickets.services.trash import UnableToSetAside, restore, set_aside
from tickets.services.watching import UnableToWatch, addable, colleagues, mentionable, removable, unwatch, watch
from tickets.services.window_accounts import logged as window_minutes
from tickets.services.windows import (
    Grounds,
    Judged,
    UnableToBook,
    UnableToRun,
    WindowDraft,
    book_window,
    cancel_window,
    end_window,
    give_window,
    grounds_to_move,
    move_window,
    run_windows,
    substitutes,
    tick,
    unstaffed,
    watch_windows,
    window_types,
)
from tickets.services.windows import grounds as grounds_of_windows

__all__ = [
    "NEW",
    "BookedWindow",
    "Grounds",
    "Judged",
    "OwedResponse",
    "Part",
    "ProblemDraft",
    "Properties",
    "Reading",
    "TicketDraft",
    "UnableToAnswer",
    "UnableToApply",
    "UnableToAssign",
    "UnableToAttach",
    "UnableToBook",
    "UnableToCancelTime",
    "UnableToChange",
    "UnableToChangeMany",
    "UnableToConfirm",
    "UnableToCorrect",
    "UnableToDispute",
    "UnableToEdit",
    "UnableToFile",
    "UnableToFollowUp",
    "UnableToGiveBack",
    "UnableToHandOver",
    "UnableToHandleProblem",
    "UnableToKeep",
    "UnableToLink",
    "UnableToLogTime",
    "UnableToMerge",
    "UnableToMeter",
    "UnableToNote",
    "UnableToRate",
    "UnableToRedact",
    "UnableToReply",
    "UnableToRun",
    "UnableToSave",
    "UnableToSetAside",
    "UnableToSetSeverity",
    "UnableToSplit",
    "UnableToTag",
    "UnableToWatch",
    "WindowDraft",
    "add_note",
    "addable",
    "agree_to_more",
    "answer",
    "apply_macro",
    "asked_fields",
    "assign",
    "attach_to_problem",
    "book_window",
    "cancel_time",
    "cancel_window",
    "change_each",
    "change_properties",
    "change_severity",
    "change_status",
    "change_view",
    "check_files",
    "close",
    "close_resolved",
    "colleagues",
    "confirm_emergency",
    "cover",
    "cover_again",
    "decide_dispute",
    "delete_view",
    "detach_from_problem",
    "dispute_severity",
    "draft_name",
    "draft_of",
    "edit",
    "edit_problem",
    "end_meter",
    "end_window",
    "expire_bundles",
    "first_due",
    "first_due_of",
    "first_responses_moved",
    "first_responses_owed",
    "follow_up",
    "forget_draft",
    "forget_gone",
    "give",
    "give_back",
    "give_unowned",
    "give_waiting",
    "give_window",
    "grounds_of_windows",
    "grounds_to_move",
    "hand_over",
    "keep_draft",
    "known_tags",
    "link",
    "log_time",
    "look",
    "may_cancel_time",
    "may_read",
    "may_read_notes",
    "mentionable",
    "merge",
    "merge_tags",
    "move_window",
    "note_bridge",
    "note_known_issue",
    "offered_macros",
    "open_parts",
    "open_problem",
    "open_ticket",
    "placeholder_values",
    "preview",
    "promise_pages",
    "properties_of",
    "property_words",
    "propose_refund",
    "rate",
    "read_meter",
    "record_broken",
    "redact",
    "redact_file",
    "removable",
    "reopen",
    "reopen_problem",
    "reply",
    "resolve",
    "restore",
    "run_windows",
    "save_view",
    "set_aside",
    "solve_problem",
    "split",
    "start_meter",
    "substitutes",
    "tag",
    "take",
    "tell_all",
    "tick",
    "undo_merge",
    "unit_minutes",
    "unlink",
    "unstaffed",
    "untouched",
    "unwatch",
    "warn_of_promises",
    "watch",
    "watch_meters",
    "watch_windows",
    "window_minutes",
    "window_types",
    "windows_ahead",
]
