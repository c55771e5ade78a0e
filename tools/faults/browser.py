"""A browser of the suite: cookies, forms with their token, and how long each answer took."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from time import monotonic
from urllib.parse import urlencode, urlsplit

import urllib3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.services import PASSWORD
from tools.faults.stopwatch import HEADER

PATIENCE = urllib3.Timeout(connect=5, read=40)
SERVER_ERROR = 500


@dataclass(frozen=True)
class Wait:
    """How long an answer took from when it was asked for, and how much of that was waiting for the broker."""

    began: float
    seconds: float
    broker: float = 0.0


class NoAnswerError(Exception):
    """The portal did not answer, or not as it should: nothing is acknowledged."""

    def __init__(self, reason: str, wait: Wait | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """A status, where it leads, the page, and how long it took."""

    status: int
    location: str
    page: str
    wait: Wait


class Browser:
    """One person's, logged in."""

    def __init__(self, base: str, email: str) -> None:
        self._base, self.email = base, email
        self._pool = urllib3.PoolManager(retries=False, timeout=PATIENCE, maxsize=1)
        self._cookies: dict[str, str] = {}

    def log_in(self) -> None:
        """Log in through the form.

        Raises:
            NoAnswerError: if that does not lead on.
        """
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", {"login": self.email, "password": PASSWORD})
        if answer.status != 302:  # noqa: PLR2004 - it leads on
            raise NoAnswerError(f"{self.email} was not logged in: {answer.status}")

    def get(self, path: str, *, bearer: str = "") -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, {}, bearer=bearer)

    def post(self, path: str, fields: dict[str, str], *, with_token: bool = True) -> Answer:
        """Send a form, with the token of the session unless told not to."""
        token = self._cookies.get("__Host-csrftoken", "") if with_token else ""
        return self._ask("POST", path, {**fields, "csrfmiddlewaretoken": token})

    def form(self, path: str, holding: str) -> dict[str, str]:
        """The fields of the form on a page that has the field `holding`, as they stand."""
        field = LexborHTMLParser(self.get(path).page).css_first(f"[name={holding}]")
        while field is not None and field.tag != "form":
            field = field.parent
        if field is None:
            raise NoAnswerError(f"{path} has no form with {holding}.")
        return dict(filter(None, map(_value, field.css("input[name], textarea[name], option[selected]"))))

    def _ask(self, method: str, path: str, fields: dict[str, str], *, bearer: str = "") -> Answer:
        """Ask as the proxy passes it on.

        Raises:
            NoAnswerError: if nothing comes back, or an error of the server.
        """
        origin = self._base.replace("http://", "https://")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "Referer": f"{origin}/"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        began = monotonic()
        try:
            body = urlencode(fields) if fields else None
            answer = self._pool.urlopen(method, self._base + path, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswerError(str(error), Wait(began, monotonic() - began)) from error
        wait = Wait(began, monotonic() - began, float(answer.headers.get(HEADER, 0)))
        for line in answer.headers.getlist("Set-Cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.status >= SERVER_ERROR:
            raise NoAnswerError(str(answer.status), wait)
        where = urlsplit(answer.headers.get("Location", "")).path
        return Answer(answer.status, where, answer.data.decode(errors="replace"), wait)


def _value(field: LexborNode) -> tuple[str, str] | None:
    """The name and value of a field as a browser sends it; None for a file, or what is not chosen."""
    facts, holder = field.attributes, field
    if facts.get("type") == "file" or (facts.get("type") in {"radio", "checkbox"} and "checked" not in facts):
        return None
    while holder.tag in {"option", "optgroup"} and holder.parent is not None:
        holder = holder.parent
    value = facts["value"] if "value" in facts else field.text(deep=True).strip()
    return holder.attributes.get("name") or "", value or ""
