"""The gauges in the words of Prometheus. Nothing is counted in the web process: every answer is read anew.

So several processes tell the same, and none needs a folder to share. How long requests take is not measured here:
the proxy knows that, and a histogram of several processes would need such a folder.
"""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portal.watch.gauges import Reading, read


class Gauges(Collector):
    """One reading as metrics."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterable[Metric]:
        """What is due, what was given up, and how the rounds go."""
        dues, at = self._reading.dues, self._reading.at
        yield _by("kind", "portal_oldest_due_seconds", "Age of the oldest due row.", {d.kind: d.age(at) for d in dues})
        yield _by("kind", "portal_due", "Rows that are due.", {d.kind: d.count for d in dues})
        yield _by("kind", "portal_dead_letters", "Messages given up.", {d.kind: d.dead for d in dues if d.dead})
        yield _by("kind", "portal_retrying", "Messages that failed and wait.", {d.kind: d.retrying for d in dues})
        yield from self._of_rounds()
        yield GaugeMetricFamily("portal_quarantine", "Whether nothing may leave.", int(self._reading.is_isolated))
        yield GaugeMetricFamily("portal_broker_up", "Whether Redis answers.", int(self._reading.queued is not None))
        if self._reading.queued is not None:
            yield GaugeMetricFamily("portal_queue_depth", "Tasks that wait in Redis.", self._reading.queued)

    def _of_rounds(self) -> Iterable[Metric]:
        rounds, at = self._reading.rounds, self._reading.at
        ages = {each.name: max(0.0, (at - each.ended_at).total_seconds()) for each in rounds}
        yield _by("sweep", "portal_sweep_age_seconds", "Time since the sweep ended last.", ages)
        stood = {each.name: each.stood.total_seconds() for each in rounds if each.stood}
        yield _by("sweep", "portal_last_standstill_seconds", "How long its last standstill was.", stood)
        recovered = {each.name: each.recovered_at.timestamp() for each in rounds if each.recovered_at}
        yield _by("sweep", "portal_last_recovery_timestamp_seconds", "When that was over.", recovered)
        failed = sum(each.pings_failed for each in rounds)
        yield CounterMetricFamily("portal_heartbeats_failed", "Heartbeats that did not arrive.", failed)


def text(at: datetime) -> bytes:
    """All metrics at `at`, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Gauges(read(at)))
    return generate_latest(registry)


def _by(label: str, name: str, meaning: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for value_of, value in values.items():
        family.add_metric([value_of], value)
    return family
