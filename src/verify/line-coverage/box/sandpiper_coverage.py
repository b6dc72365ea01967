"""Runs in the sandbox as a plugin of pytest: counts with the coverage package, if the repository has it, beside its own use."""

import json
import os
import time

try:
    import coverage
except ImportError:
    coverage = None


class Counter:
    def __init__(self, root):
        self.root = os.path.realpath(root)
        self.coverage = coverage.Coverage(data_file=None, config_file=False, source=[self.root])
        self.coverage.start()

    def pytest_unconfigure(self):
        self.coverage.stop()
        with open(os.environ["SANDPIPER_CHANGED"], encoding="utf-8") as listing:
            changed = json.load(listing)
        name = f"{time.time_ns()}-{os.getpid()}.jsonl"
        with open(os.path.join(os.environ["SANDPIPER_COVERAGE"], name), "w", encoding="utf-8") as lines:
            for path in changed:
                if path.endswith(".py"):
                    lines.write(json.dumps(self.count(path)) + "\n")
            lines.write(json.dumps({"kind": "loaded", "paths": []}) + "\n")

    def count(self, path):
        _, statements, _, missed, _ = self.coverage.analysis2(os.path.join(self.root, path))
        executed = sorted(set(statements) - set(missed))
        return {"kind": "lines", "path": path, "executed": executed, "missed": missed}


def pytest_load_initial_conftests(early_config):
    if coverage is not None and "SANDPIPER_COVERAGE" in os.environ:
        early_config.pluginmanager.register(Counter(os.getcwd()), "sandpiper-coverage")
