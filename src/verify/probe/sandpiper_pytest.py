"""Runs in the sandbox as a plugin of pytest: prints nothing, and writes one JSON line for each test."""

import json
import os
import time


class Results:
    def __init__(self, config):
        folder = os.environ["SANDPIPER_RESULTS"]
        self.file = os.path.join(folder, f"{time.time_ns()}-{os.getpid()}.json")
        self.root = str(config.rootpath)
        self.status = {}

    def pytest_runtest_logreport(self, report):
        # A test has three phases; what it passed in its own may still fail while it is taken down.
        if report.failed:
            self.status[report.nodeid] = "failed"
        elif report.skipped:
            self.status.setdefault(report.nodeid, "skipped")
        elif report.when == "call":
            self.status.setdefault(report.nodeid, "passed")

    def pytest_collectreport(self, report):
        if report.failed:
            self.status[report.nodeid or "."] = "failed"

    def pytest_sessionfinish(self):
        with open(self.file, "w", encoding="utf-8") as lines:
            for nodeid, status in self.status.items():
                path, *titles = nodeid.split("::")
                file = os.path.join(self.root, path)
                lines.write(json.dumps({"file": file, "titles": titles, "status": status}) + "\n")


def pytest_configure(config):
    # With pytest-xdist, the workers' reports arrive at the process that started them.
    if "SANDPIPER_RESULTS" in os.environ and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Results(config), "sandpiper-results")
