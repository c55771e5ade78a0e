"""What the team in Hong Kong asked for."""

from tickets.demo.telling import APAC, HONG_KONG, Act, Step, Story, days, hours

OF_HONG_KONG = (
    Story(
        hours(10.9),
        HONG_KONG,
        3,
        "Date picker starts the week on Sunday for users in Hong Kong",
        "The profile says *first day: Monday*; the picker of every form ignores it since hotfix 5.1.2.",
    ),
    Story(
        hours(12),
        HONG_KONG,
        2,
        "Approval links in mails end on a blank page",
        "Approvers click *Approve* in the mail and see a white page. In the browser's console: `CSRF cookie not set`.",
        (
            Step(hours(0.6), APAC, Act.TAKE),
            Step(hours(0.7), APAC, Act.NOTE, "The links carry the host name of before the move to the new proxy."),
            Step(hours(0.8), APAC, Act.TAG, "mail proxy"),
        ),
    ),
    Story(
        hours(7),
        HONG_KONG,
        3,
        "Stamp duty field rounds to whole dollars",
        "We enter 1,250.50 and the workflow stores 1251. The form shows two decimals.",
    ),
    Story(
        hours(8),
        HONG_KONG,
        2,
        "Nightly backup of the workflow database reports a lock timeout",
        "Since Monday the backup at 02:00 ends with `lock timeout after 600 s`; the log names table *instance_step*.",
        (
            Step(hours(0.5), APAC, Act.TAKE),
            Step(
                hours(1),
                APAC,
                Act.REPLY,
                "The clean-up job holds the table for too long. Hotfix 5.1.3 cuts it into steps; until it is out, move "
                "the backup to 04:30.",
            ),
            Step(hours(1.1), APAC, Act.WAIT),
            Step(hours(1.2), APAC, Act.TIME, "40 Read the lock trace of three nights"),
        ),
    ),
    Story(
        days(2),
        HONG_KONG,
        3,
        "Move the test environment to version 5.1",
        "We want to move the test environment this Saturday. Which order of steps do you advise?",
        (
            Step(hours(1), APAC, Act.TAKE),
            Step(hours(2), APAC, Act.REPLY, "I have sent the list of steps. On Saturday from 10:00 I am beside you."),
            Step(hours(2.1), APAC, Act.SCHEDULE),
        ),
    ),
    Story(
        days(1.5),
        HONG_KONG,
        4,
        "Logo is blurred on the login page of high-resolution screens",
        "The logo is an SVG, yet the page serves a PNG of 120 pixels.",
        (
            Step(hours(1), APAC, Act.TAKE),
            Step(hours(1.2), APAC, Act.ASK, "the SVG as a file"),
            Step(hours(20), HONG_KONG, Act.DRAFT, "Here is the file, and a second one for the dark"),
        ),
    ),
    Story(
        days(3),
        HONG_KONG,
        2,
        "Beacon Analytics trial stops counting after 10,000 rows",
        "Our controllers try Beacon Analytics on the workflow data. The tiles stop at 10,000 rows.",
        product="Beacon Analytics",
    ),
    Story(
        days(5.2),
        HONG_KONG,
        3,
        "Holiday of 1 July is missing from the deadline calculator",
        "Deadlines of forms run over 1 July, which is a holiday here.",
        (
            Step(hours(2), APAC, Act.TAKE),
            Step(hours(3), APAC, Act.REPLY, "The calendar *Hong Kong* was not chosen for that form; it is now."),
            Step(hours(4), APAC, Act.RESOLVE),
        ),
    ),
    Story(
        days(26),
        HONG_KONG,
        3,
        "Workflow mails arrive with a wrong sender",
        "Mails of the leave workflow come from `noreply@localhost`.",
        (
            Step(hours(2), APAC, Act.TAKE),
            Step(hours(3), APAC, Act.REPLY, "Please set *Settings > Mail > Sender*; the update had emptied it."),
            Step(hours(4), APAC, Act.RESOLVE),
            Step(
                days(25.2),
                HONG_KONG,
                Act.FOLLOW_UP,
                "The wrong sender is back since the update of last night, although the setting is filled in.",
            ),
        ),
    ),
    Story(
        hours(9),
        HONG_KONG,
        1,
        "Signature service refuses every second document",
        "Half of all contracts cannot be signed: `remote certificate chain incomplete`. Sales stands still.",
        (
            Step(hours(0.3), APAC, Act.TAKE),
            Step(
                hours(0.5),
                APAC,
                Act.REPLY,
                "One of the two gateways lacks the new intermediate certificate. I send it.",
            ),
            Step(hours(0.8), APAC, Act.SEVERITY, "3 Every document can be signed at the second try."),
            Step(hours(1.2), HONG_KONG, Act.DISPUTE, "1 The second try fails as often. Nobody can close a sale."),
        ),
    ),
    Story(
        hours(6),
        HONG_KONG,
        3,
        "Caller cannot find the export of the audit trail",
        "On the phone: the menu *Audit > Export* is gone since the roles were changed yesterday.",
        (Step(hours(0.2), APAC, Act.TAKE),),
        by=APAC,
    ),
    Story(
        days(1.1),
        HONG_KONG,
        4,
        "Tooltip of the delegate button is in English only",
        "The button *Delegate* shows an English tooltip in the Traditional Chinese interface.",
    ),
)
