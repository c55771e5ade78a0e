"""A call by a webhook is signed, goes to the internet only, and may read along."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook as Signer

from oncall.models import Webhook
from oncall.services import channels
from tests.oncall.conftest import Cast
from tests.oncall.provider import AT, Provider, page, provider, results, tries, way, work

__all__ = ["provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_webhook_is_signed_and_tells_no_secret_of_the_database(cast: Cast, provider: Provider) -> None:
    hook = Webhook.objects.create(agent=cast.ana, url=provider.url, salt="salt", made_at=AT)
    way(cast, "webhook")
    page(cast.london)
    work()
    heads, body = provider.asked[0]
    secret = channels.secret_of(hook)
    stamp = datetime.fromtimestamp(int(heads["webhook-timestamp"]), tz=UTC)
    assert stamp == AT
    assert heads["webhook-signature"] == Signer(secret).sign(heads["webhook-id"], AT, body.decode())
    said = json.loads(body)
    assert (said["type"], said["data"]["subject"]) == ("page.called", "Production down")
    assert secret not in str(Webhook.objects.values_list().get())


def test_a_desk_s_webhook_reads_along_and_can_answer_for_nobody(cast: Cast, provider: Provider) -> None:
    Webhook.objects.create(desk=cast.london, url=provider.url, salt="salt", made_at=AT)
    made = page(cast.london)
    work()
    assert json.loads(provider.asked[0][1])["data"]["acknowledge_url"] == ""
    assert results() == [("mail", "sent"), ("webhook", "sent")]
    provider.answers = [(410, {}, b"")]
    page(cast.london, "ticket:2:filed")
    work()
    assert Webhook.objects.get().ended_at == AT
    assert made.run.attempts.count() == 1


def test_a_webhook_within_is_refused_for_good_and_a_mail_takes_its_place(cast: Cast) -> None:
    Webhook.objects.create(agent=cast.ana, url="https://169.254.169.254/latest/", salt="salt", made_at=AT)
    way(cast, "webhook")
    page(cast.london)
    work()
    assert results() == [("webhook", "failed"), ("mail", "sent")]
    assert tries()[0][1] == "not-public"
