"""Clients for the outside world: they speak a protocol and know nothing of reports."""
