"""Stub."""


class JobQueue:
    """Stub."""
