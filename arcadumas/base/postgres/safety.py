"""Refuses a PostgreSQL that could lose what it has acknowledged, or that is too old."""

import psycopg

from arcadumas.base.postgres.binaries import PostgresProblem

OLDEST = 15
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


def require_safe(url: str) -> None:
    """Raises PostgresProblem when the server at `url` is unsafe or older than 15; psycopg.OperationalError when away."""
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        version = connection.info.server_version // 10_000
        if version < OLDEST:
            raise PostgresProblem(
                f"PostgreSQL {version} terlalu lama: perlu {OLDEST} atau lebih baru. Perbarui, lalu jalankan lagi. / "
                f"PostgreSQL {version} is too old: {OLDEST} or newer is needed. Upgrade it and start again."
            )
        for setting in MUST_BE_ON:
            row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            if row is not None and row[0] == "off":
                raise PostgresProblem(
                    f"PostgreSQL berjalan dengan {setting}=off, sehingga laporan dapat hilang saat listrik padam. "
                    f"Nyalakan, lalu jalankan lagi. / PostgreSQL runs with {setting}=off, so reports could be lost "
                    f"in a power cut. Turn it on and start again."
                )
