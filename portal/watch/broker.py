"""How many bells wait in the broker: asked for a second at most, because it may hang."""

QUEUE = "celery"
PATIENCE = 1.0
"""Seconds for connecting, and again for the answer."""
ON_A_SOCKET = "redis+socket://"


def depth(url: str) -> int | None:
    """How many tasks wait in the Redis at `url`; None when it is no Redis, or none that answers in time."""
    url = url.replace(ON_A_SOCKET, "unix://", 1)
    if not url.startswith(("redis://", "rediss://", "unix://")):
        return None
    import redis  # noqa: PLC0415 - 8 MB that a process without this broker never needs
    from redis.backoff import NoBackoff  # noqa: PLC0415 - as above
    from redis.retry import Retry  # noqa: PLC0415 - as above

    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    try:
        with redis.Redis.from_url(url, **patience, retry=Retry(NoBackoff(), 0)) as client:
            return int(client.llen(QUEUE))
    except (redis.RedisError, OSError):
        return None
