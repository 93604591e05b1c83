"""Whether the parts the site stands on answer, for a load balancer and for whoever is called at night."""

import shutil
from collections.abc import Mapping

import redis
from django.conf import settings
from django.db import DatabaseError, connection

LEAST_SPACE = 500_000_000  # bytes free below which somebody should act
PATIENCE = 1  # seconds: a health page that hangs is worse than one that says no


def examine() -> Mapping[str, str]:
    """Each part with `ok` or a word on what is wrong with it (no detail: anybody may read this)."""
    return {"database": _database(), "redis": _redis(), "disk": _disk()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _redis() -> str:
    if not settings.REDIS_URL:
        return "not configured"
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
    )
    try:
        client.ping()
    except redis.RedisError:
        return "does not answer"
    finally:
        client.close()
    return "ok"


def _disk() -> str:
    try:
        free = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR).free
    except OSError:
        return "cannot be read"
    return "ok" if free >= LEAST_SPACE else "nearly full"
