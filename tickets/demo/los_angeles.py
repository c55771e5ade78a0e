"""What the customers of the Los Angeles desk asked for."""

from tickets.demo.telling import (
    ADMINISTRATOR,
    AMER,
    APAC,
    BUSINESS_DAY,
    EVERYDAY,
    GOLD_ONLY,
    MANAGER,
    STRANGER,
    Act,
    Step,
    Story,
    days,
    hours,
)

OF_LOS_ANGELES = (
    Story(
        hours(15),
        EVERYDAY,
        1,
        "Cold store alarms are not forwarded to the night shift",
        "The workflow *Alarm* starts but sends nothing. The night shift calls every half hour to ask.",
        (
            Step(hours(0.2), AMER, Act.TAKE),
            Step(hours(0.3), AMER, Act.REPLY, "The gateway answers 429: too many messages. I look for the sender."),
            Step(
                hours(1),
                AMER,
                Act.HAND_OVER,
                "APAC We close now. The gateway refuses by count: one form sends 900 messages an hour. Next: find it "
                "in the message log, and ask the gateway to raise the limit until then.",
            ),
            Step(hours(3), APAC, Act.TAKE),
            Step(
                hours(3.2), APAC, Act.REPLY, "Found: *Door open* sends at every change. I have set it to once a minute."
            ),
        ),
    ),
    Story(
        days(2.1),
        EVERYDAY,
        3,
        "Move order intake to the new load balancer",
        "We switch on Sunday at 22:00 and want to know whom to call.",
        (
            Step(hours(2), AMER, Act.TAKE),
            Step(hours(3), AMER, Act.REPLY, "Call the number of the Los Angeles desk; on-call knows of it."),
            Step(hours(3.1), AMER, Act.SCHEDULE),
        ),
    ),
    Story(
        days(1.4),
        GOLD_ONLY,
        2,
        "Beacon tiles show no data for the new lens line",
        "All tiles that filter by *line = Aurora* are empty; the table behind them has 12,400 rows.",
        (
            Step(hours(2), AMER, Act.TAKE),
            Step(hours(3), AMER, Act.REPLY, "The filter compares before it trims. Update 2026.2 solves it, next week."),
            Step(hours(3.1), AMER, Act.WAIT),
            Step(hours(3.2), AMER, Act.TAG, "known-defect"),
        ),
        product="Beacon Analytics",
    ),
    Story(
        days(2.9),
        BUSINESS_DAY,
        3,
        "Time sheets are sent an hour early since the clocks changed",
        "The form *Week* goes out at 06:00 and not at 07:00.",
        (Step(hours(2), AMER, Act.TAKE),),
    ),
    Story(
        days(2.8),
        GOLD_ONLY,
        3,
        "Scheduled export ran twice in the night of the change",
        "The export of 01:30 is there twice, with different totals.",
        (Step(hours(3), AMER, Act.TAKE),),
        product="Beacon Analytics",
    ),
    Story(
        hours(4.5),
        EVERYDAY,
        2,
        "Labels of the packing line are printed without a batch",
        "Since the update the field *batch* is empty on every second label.",
        (
            Step(hours(0.3), AMER, Act.TAKE),
            Step(hours(0.5), AMER, Act.REPLY, "Does it happen on one printer alone?"),
            Step(
                hours(1),
                EVERYDAY,
                Act.REPLY,
                "On two of four. By the way: the scanner at gate 3 logs its user out every ten minutes.",
            ),
        ),
    ),
    Story(
        hours(7.9),
        EVERYDAY,
        3,
        "Delivery form asks for the batch number twice",
        "The form *Delivery* asks on page 1 and again on page 3; only the second answer is stored.",
        product="Lattice Forms",
    ),
    Story(
        hours(26),
        STRANGER,
        4,
        "Cheap licenses for all your software needs",
        "Dear sir, we offer licenses of all brands at 20 percent of the price. Answer today.",
        (Step(hours(1), ADMINISTRATOR, Act.SPAM),),
    ),
    Story(
        hours(1.2),
        MANAGER,
        3,
        "Archive job leaves finished workflows in the live table",
        "The job says *moved 0 of 41,200*. It worked until the disk was changed.",
    ),
)
