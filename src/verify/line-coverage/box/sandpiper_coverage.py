"""Runs in the sandbox as a plugin of pytest: counts lines beside what the repository counts by itself. With the coverage package,
if the repository has it; else with what Python itself offers."""

import dis
import json
import os
import sys
import threading
import time
import types

try:
    import coverage
except ImportError:
    coverage = None


class WithPackage:
    def __init__(self, root, paths):
        self.coverage = coverage.Coverage(data_file=None, config_file=False, source=[root])
        self.coverage.start()

    def stop(self):
        self.coverage.stop()

    def count(self, file):
        _, statements, _, missed, _ = self.coverage.analysis2(file)
        return sorted(set(statements) - set(missed)), missed


class WithTrace:
    """Follows only frames of the changed files. A debugger, or whoever traces, takes its place: then lines look missed."""

    def __init__(self, root, paths):
        self.executed = {os.path.join(root, path): set() for path in paths}
        self.names = {}
        self.isWhole = True
        sys.settrace(self.enter)
        threading.settrace(self.enter)

    def stop(self):
        self.isWhole = sys.gettrace() == self.enter
        sys.settrace(None)
        threading.settrace(None)

    def enter(self, frame, event, _):
        lines = self.linesOf(frame.f_code.co_filename)
        if lines is None:
            return None

        def follow(frame, event, _):
            if event == "line":
                lines.add(frame.f_lineno)
            return follow

        return follow

    def linesOf(self, name):
        if name not in self.names:
            self.names[name] = self.executed.get(os.path.realpath(name))
        return self.names[name]

    def count(self, file):
        if not self.isWhole:
            raise ValueError("something else traced")
        with open(file, "rb") as source:
            possible = linesIn(compile(source.read(), file, "exec", dont_inherit=True))
        executed = self.executed[file]
        return sorted(possible & executed), sorted(possible - executed)


def linesIn(code):
    """Lines that something can be executed on. A function's first instruction stands on its `def`, which is executed outside."""
    isModule = code.co_name == "<module>"
    lines = {line for _, line in dis.findlinestarts(code) if line and (isModule or line != code.co_firstlineno)}
    inner = (const for const in code.co_consts if isinstance(const, types.CodeType))
    return lines.union(*(linesIn(const) for const in inner))


class Counter:
    def __init__(self, root):
        self.root = os.path.realpath(root)
        with open(os.environ["SANDPIPER_CHANGED"], encoding="utf-8") as listing:
            self.paths = [path for path in json.load(listing) if path.endswith(".py")]
        self.means = (WithTrace if coverage is None else WithPackage)(self.root, self.paths)

    def pytest_unconfigure(self):
        self.means.stop()
        name = f"{time.time_ns()}-{os.getpid()}.jsonl"
        with open(os.path.join(os.environ["SANDPIPER_COVERAGE"], name), "w", encoding="utf-8") as lines:
            for path in self.paths:
                executed, missed = self.means.count(os.path.join(self.root, path))
                record = {"kind": "lines", "path": path, "executed": executed, "missed": missed}
                lines.write(json.dumps(record) + "\n")
            lines.write(json.dumps({"kind": "loaded", "paths": []}) + "\n")


def pytest_load_initial_conftests(early_config):
    if "SANDPIPER_COVERAGE" in os.environ:
        early_config.pluginmanager.register(Counter(os.getcwd()), "sandpiper-coverage")
