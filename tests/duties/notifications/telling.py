"""What each test of the notices does after an act."""

from arcadumas.duties.notifications import tell


def tell_all() -> None:
    while tell.once():
        pass
