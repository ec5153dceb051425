"""The running simulator: what its doors share."""

import threading

from arcadumas.edges.simulator.account import Account, Options
from arcadumas.edges.simulator.buckets import Buckets
from arcadumas.edges.simulator.desk import Desk
from arcadumas.edges.simulator.faults import Faults
from arcadumas.edges.simulator.oddities import Oddities
from arcadumas.edges.simulator.postman import Postman


class Machine:
    def __init__(self, account: Account, options: Options) -> None:
        self.account, self.options = account, options
        self.desk = Desk()
        self.faults = Faults(self.desk)
        self.buckets = Buckets()
        self.oddities = Oddities(self.faults)
        self.postman = Postman(account, options, self.oddities)
        self.stopping = threading.Event()

    def start(self) -> None:
        self.postman.start()

    def stop(self) -> None:
        self.stopping.set()
        self.postman.stop()
        self.desk.close()
