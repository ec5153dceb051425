"""The embedded PostgreSQL: found, made once, started, watched and stopped; and the check that a server is safe."""

from arcadumas.base.postgres.binaries import PostgresProblem, binaries
from arcadumas.base.postgres.safety import require_safe
from arcadumas.base.postgres.server import Server

__all__ = ["PostgresProblem", "Server", "binaries", "require_safe"]
