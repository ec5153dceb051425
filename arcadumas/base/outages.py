"""What Django raises while the database is away: nothing is wrong with what was being dealt with."""

from django.db import InterfaceError, OperationalError

AWAY = (OperationalError, InterfaceError)
