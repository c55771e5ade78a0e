"""What the cast of the demo world asked for, and what became of it."""

from tickets.demo.hong_kong import OF_HONG_KONG
from tickets.demo.london import OF_LONDON
from tickets.demo.los_angeles import OF_LOS_ANGELES
from tickets.demo.promised import OF_PROMISES
from tickets.demo.telling import (
    AMER,
    APAC,
    BUSINESS_DAY,
    EMEA,
    EVERYDAY,
    EXTENDED,
    GOLD_ONLY,
    HONG_KONG,
    LAPSED,
    LONDON,
    MANAGER,
    PARTNER,
    STRANGER,
    Act,
    Step,
    Story,
    days,
    hours,
    minutes,
)

STORIES = (
    *OF_LOS_ANGELES,
    *OF_LONDON,
    *OF_HONG_KONG,
    *OF_PROMISES,
    Story(
        minutes(25),
        MANAGER,
        1,
        "Workflow server stops answering after the nightly restart",
        "Since 05:30 all approvals hang at **Pending**. The service is running and the port answers, but no "
        "instance moves on.\n\n```\n2 workers waiting for lease on node-a\nlease holder: node-b (gone)\n```\n\n"
        "We restarted node-a twice. Nobody can approve orders.",
    ),
    Story(
        hours(2),
        LONDON,
        2,
        "Form designer loses unsaved changes when the session renews",
        "After about 55 minutes in the designer the page asks me to log in again and the draft is gone.\n\n"
        "1. Open a form with more than 20 fields\n2. Edit for an hour\n3. Press *Save*",
        (
            Step(minutes(35), EMEA, Act.TAKE),
            Step(
                minutes(50),
                EMEA,
                Act.REPLY,
                "Thank you, I can reproduce it: the renewal posts to an old address. While we look for the cause, "
                "*File > Keep a copy* every half hour keeps your draft.",
            ),
            Step(
                minutes(52), EMEA, Act.NOTE, "Same trace as the session renewal defect of last month. Ask development."
            ),
        ),
    ),
    Story(
        hours(20),
        HONG_KONG,
        3,
        "Traditional Chinese labels are cut off in exported PDF",
        "Labels longer than about 12 characters lose their last line in the PDF; on the screen they are complete.",
        (
            Step(hours(1), APAC, Act.TAKE),
            Step(hours(2), APAC, Act.REPLY, "Which font does the form use? The export falls back when it is missing."),
            Step(hours(2.1), APAC, Act.ASK, "the form's font and one exported file"),
        ),
    ),
    Story(
        hours(5),
        EVERYDAY,
        1,
        "Order intake rejects every request with error 503",
        "All six lines are down since the update of the load balancer. `GET /health` answers, `POST /orders` does not.",
        (
            Step(minutes(9), AMER, Act.TAKE),
            Step(minutes(14), AMER, Act.REPLY, "I am on it. Please send the last 200 lines of `intake.log`."),
            Step(
                minutes(30),
                EVERYDAY,
                Act.REPLY,
                "Here they are:\n\n```\nupstream refused: header too large (16384)\n```",
            ),
            Step(
                minutes(55),
                AMER,
                Act.REPLY,
                "The balancer adds headers beyond the limit. Set `intake.max_header` to `32768` and restart one node "
                "after the other.",
            ),
            Step(hours(2), AMER, Act.RESOLVE),
        ),
    ),
    Story(
        days(3),
        EVERYDAY,
        2,
        "Nightly report runs twice on the day the clocks change",
        "The schedule 01:30 ran twice on Sunday and the totals are doubled.",
        (
            Step(hours(2), AMER, Act.TAKE),
            Step(
                hours(3),
                AMER,
                Act.REPLY,
                "Schedules run in local time. I am checking how the second run was let through.",
            ),
        ),
    ),
    Story(
        days(1.2),
        BUSINESS_DAY,
        2,
        "Import of the customer list stops at row 4,096",
        "The file has 9,800 rows. The import says *done* after 4,096 and writes no error.",
        (
            Step(hours(1), AMER, Act.TAKE),
            Step(
                hours(1.5),
                AMER,
                Act.REPLY,
                "Is the file saved with blank lines after row 4,096? The reader ends at the first.",
            ),
            Step(hours(1.6), AMER, Act.ASK, "the file, or its rows 4,090 to 4,100"),
        ),
    ),
    Story(
        hours(3),
        BUSINESS_DAY,
        3,
        "Dashboard shows yesterday's numbers until noon",
        "The tile *Open orders* refreshes only after 12:00. The data source has the right numbers at 06:00.",
    ),
    Story(
        days(2),
        GOLD_ONLY,
        3,
        "Search finds nothing for names with an apostrophe",
        "Searching for *O'Neill* gives no result; *Neill* does.",
        (
            Step(hours(4), AMER, Act.TAKE),
            Step(
                hours(5),
                AMER,
                Act.REPLY,
                "Confirmed. A fix is planned; until then search without the part before the apostrophe.",
            ),
            Step(hours(26), AMER, Act.RESOLVE),
        ),
    ),
    Story(
        days(9),
        GOLD_ONLY,
        4,
        "Wording of the logout page",
        "The page says *Session is destroyed*. Can it be friendlier?",
        (
            Step(hours(6), AMER, Act.TAKE),
            Step(hours(7), AMER, Act.REPLY, "You can set your own text under *Settings > Pages > Logout*."),
            Step(hours(8), AMER, Act.RESOLVE),
            Step(hours(30), GOLD_ONLY, Act.CLOSE),
            Step(hours(30.1), GOLD_ONLY, Act.RATE, "5 Clear and quick, thank you."),
        ),
    ),
    Story(
        hours(7),
        EXTENDED,
        2,
        "Connector to the old directory fails after certificate renewal",
        "We still run the old version. Since the new certificate the directory connector reports *handshake failed*.",
        (
            Step(hours(1), EMEA, Act.TAKE),
            Step(
                hours(1.2),
                EMEA,
                Act.NOTE,
                "Old version: no TLS 1.3. Extended-Term is in force, so this is ours to solve.",
            ),
        ),
        supported=False,
    ),
    Story(
        days(4),
        LAPSED,
        2,
        "Publishing a page takes more than ten minutes",
        "It took seconds last month. Nothing was changed on our side.",
    ),
    Story(
        days(6),
        LONDON,
        3,
        "Export misses columns that were renamed",
        "Columns renamed in the last release are missing from the CSV.",
        (
            Step(hours(3), EMEA, Act.TAKE),
            Step(
                hours(4),
                EMEA,
                Act.REPLY,
                "Re-create the export template once; it keeps the old names. Does that bring them back?",
            ),
            Step(hours(22), LONDON, Act.REPLY, "Yes, all there. Thank you."),
            Step(hours(23), EMEA, Act.RESOLVE),
            Step(hours(30), LONDON, Act.CLOSE),
        ),
    ),
    Story(
        days(5),
        MANAGER,
        2,
        "Two nodes disagree about who holds a lease",
        "Both nodes believe that they run the scheduler, and each job starts twice.",
        (
            Step(minutes(40), AMER, Act.TAKE),
            Step(
                hours(1), AMER, Act.REPLY, "Please set the same time source on both nodes; they differ by 48 seconds."
            ),
            Step(hours(5), AMER, Act.RESOLVE),
            Step(hours(27), MANAGER, Act.REOPEN, "It is back since this morning, with equal clocks."),
        ),
    ),
    Story(
        hours(30),
        HONG_KONG,
        4,
        "How do I copy a form from test to production?",
        "Is there a supported way, or do we build it twice?",
        kind="question",
    ),
    Story(
        days(1),
        STRANGER,
        3,
        "Evaluation copy does not start on Debian 12",
        "The installer ends with *library not found*. We have no contract yet.",
    ),
    Story(
        hours(9),
        MANAGER,
        3,
        "License page counts a retired server",
        "The second server was replaced in spring, but the page still counts three.",
    ),
    Story(
        hours(11),
        PARTNER,
        3,
        "Lens drawings open without their layers",
        "At Goldleaf the viewer shows one flat layer since the update. The files themselves have all of them.",
        (Step(hours(1), AMER, Act.TAKE),),
        contract="C-1004",
    ),
)
