"""What can be done to people and organizations: one function, one use case, one transaction."""

from accounts.services.contacts import (
    ContactDraft,
    UnableToChangeContactError,
    change_contact,
    end_contact,
    mark_left,
    put_contact,
)
from accounts.services.joining import (
    UnableToDecideError,
    UnableToJoinError,
    approve_join,
    ask_to_join,
    awaits_an_organization,
    decline_join,
    organizations_open_to,
)
from accounts.services.people import (
    Profile,
    change_profile,
    deactivate,
    mail_about_account,
    may_sign_up,
    reactivate,
    set_address,
    sign_up_policy,
)
from accounts.services.published import ACCOUNTS, PASSWORD, DemoAccount, published_accounts, published_user
from accounts.services.working import (
    UnableToPlanError,
    cancel_absence,
    come_back,
    go_away,
    plan_absence,
    set_working_hours,
)

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "ContactDraft",
    "DemoAccount",
    "Profile",
    "UnableToChangeContactError",
    "UnableToDecideError",
    "UnableToJoinError",
    "UnableToPlanError",
    "approve_join",
    "ask_to_join",
    "awaits_an_organization",
    "cancel_absence",
    "change_contact",
    "change_profile",
    "come_back",
    "deactivate",
    "decline_join",
    "end_contact",
    "go_away",
    "mail_about_account",
    "mark_left",
    "may_sign_up",
    "organizations_open_to",
    "plan_absence",
    "published_accounts",
    "published_user",
    "put_contact",
    "reactivate",
    "set_address",
    "set_working_hours",
    "sign_up_policy",
]
