"""How many agents a step bears follows from what was answered, and what runs where from the step."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tools.faults import spread
from tools.steps.report import Found, lines, of_agents
from tools.steps.run import BOTH, OWN
from tools.steps.site import Step
from tools.steps.work import hour


def found(rate: float) -> Found:
    return Found("1 all", rate, (40, 90), {"web-1": 0.98}, {"web": 4.0, "postgres": 1.0})


def test_the_busiest_hour_of_an_agent_asks_for_four_tickets_and_for_news_every_twenty_seconds() -> None:
    asked = Counter(hour())
    assert (asked["create"], asked["reply, agent"], asked["coverage"]) == (4, 12, 2)
    assert (asked["news"], asked["inbox"]) == (180, 60)
    assert len(hour()) == 386


@pytest.mark.parametrize(("rate", "agents"), [(1, 5), (10, 55), (100, 559)])
def test_agents_follow_from_answers_a_second(rate: float, agents: int) -> None:
    """6 of 10 answers, 3600 s, 386 of them for each agent."""
    assert (found(rate).agents, found(rate).tickets) == (agents, 20 * agents)


def test_a_step_is_told_with_what_its_answers_took_and_what_a_core_bears_in_one_for_each_part() -> None:
    one, took = lines(found(100))
    assert one.split() == ["1", "all", "100", "559", "11,180", "web-1", "98%"]
    assert took.strip() == "with so many agents answers take 40 ms, 95 in 100 at most 90 ms"
    assert [line.split()[-1] for line in of_agents(found(100))] == ["540", "2,160"]


@pytest.mark.parametrize(
    ("step", "homes"),
    [
        (Step("all", 1), ["web-1", "web-1", "web-1", "web-1", "web-2"]),
        (Step("database apart", 1, apart=OWN), ["postgres", "postgres", "web-1", "web-1", "web-2"]),
        (Step("worker apart", 1, apart=BOTH), ["postgres", "postgres", "worker", "worker", "web-2"]),
    ],
)
def test_what_belongs_to_another_part_runs_on_its_machine(step: Step, homes: list[str]) -> None:
    assert [step.home(part) for part in ("postgres", "pgbouncer", "worker", "redis", "web-2")] == homes


@pytest.mark.parametrize("servers", [[9001], [9001, 9002, 9003]])
def test_nginx_hands_requests_to_as_many_web_servers_as_there_are(tmp_path: Path, servers: list[int]) -> None:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("nginx is not installed")
    spread.nginx(tmp_path, port=9000, servers=servers)
    told = (tmp_path / "nginx" / "nginx.conf").read_text()
    assert re.findall(r"server 127\.0\.0\.1:(\d+);", told) == [str(each) for each in servers]
