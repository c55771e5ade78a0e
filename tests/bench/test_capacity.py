"""What a machine bears follows from what it answered."""

import pytest

from tools.bench.capacity import A_TICKET, AN_HOUR, capacity


def rates(per_second: float) -> dict[str, float]:
    return dict.fromkeys((*A_TICKET, *AN_HOUR), per_second)


@pytest.mark.parametrize(
    ("per_second", "agents"),
    # 39.5 answers because of a ticket and 240 of an hour's open page: 2160 s / (4 x 39.5 + 240) x the rate
    [(1, 5), (10, 54), (100, 542)],
)
def test_agents_follow_from_answers_a_second(per_second: float, agents: int) -> None:
    found = capacity(rates(per_second))
    assert found is not None
    assert (found.agents, found.tickets) == (agents, 20 * agents)


def test_a_page_that_was_not_measured_leaves_it_open() -> None:
    assert capacity({page: 10.0 for page in rates(10) if page != "create"}) is None
