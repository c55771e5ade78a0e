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

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "ContactDraft",
    "DemoAccount",
    "Profile",
    "UnableToChangeContactError",
    "UnableToDecideError",
    "UnableToJoinError",
    "approve_join",
    "ask_to_join",
    "awaits_an_organization",
    "change_contact",
    "change_profile",
    "deactivate",
    "decline_join",
    "end_contact",
    "mail_about_account",
    "mark_left",
    "may_sign_up",
    "organizations_open_to",
    "published_accounts",
    "published_user",
    "put_contact",
    "reactivate",
    "set_address",
    "sign_up_policy",
]
