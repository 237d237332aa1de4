"""The console script: its words, its exit codes, and that it brings its own database."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError
from django.db import OperationalError, ProgrammingError

from gongzhi.common.trial import TrialServer
from gongzhi.config import cli

COMMANDS = ["setup", "demo", "serve", "import-divisions", "import-roster", "verdicts", "check-cases", "audit", "doctor"]


def code_of(*words):
    """The exit code of a command that ends by itself while its words are read."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    return ended.value.code


def raising(error):
    def run(_options):
        raise error

    return run


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name, capsys):
    assert code_of(name, "--help") == 0
    assert f"usage: gongzhi {name}" in capsys.readouterr().out


def test_the_help_names_each_command(capsys):
    assert code_of("--help") == 0
    words = capsys.readouterr().out
    assert [name for name in COMMANDS if name not in words] == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "COMMAND"),
        (("fly",), "fly"),
        (("import-divisions", "nowhere.csv"), "there is no file nowhere.csv"),
        (("import-roster", __file__), "--federation"),
        (("check-cases", "nowhere"), "there is no folder nowhere"),
        (("verdicts", "--federation", "330402010", "--on", "2026-02-30"), "2026-02-30 is no date"),
        (("verdicts", "--federation", "330402010"), "--on"),
        (("serve", "--port", "70000"), "70000 is no port"),
        (("serve", "--port", "八千"), "八千 is no port"),
    ],
)
def test_wrong_words_are_named_and_exit_with_2(words, complaint, capsys):
    assert code_of(*words) == cli.CANNOT_RUN
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "complaint"),
    [
        (CommandError("no such federation"), "gongzhi: no such federation\n"),
        (OperationalError("connection refused\ndetails"), "gongzhi: the database refused: connection refused\n"),
        (ProgrammingError('relation "x" does not exist'), "Run “gongzhi setup” first."),
        (PermissionError(13, "Permission denied", "var"), "Permission denied"),
    ],
)
def test_what_cannot_run_says_why_and_exits_with_2(error, complaint, capsys, monkeypatch):
    parser = argparse.ArgumentParser()
    parser.set_defaults(run=raising(error))
    monkeypatch.setattr(cli, "build_parser", lambda: parser)
    assert cli.main([]) == cli.CANNOT_RUN
    assert complaint in capsys.readouterr().err


@pytest.fixture(scope="module")
def fresh_machine():
    """An environment in which nothing of Gongzhi has run yet; yields it as variables."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "DJANGO_"))}
        yield {**kept, "GONGZHI_VAR": folder}


def gongzhi(environment, *words):
    program = [sys.executable, "-m", "gongzhi.config.cli", *words]
    return subprocess.run(program, env=environment, text=True, capture_output=True, check=False, timeout=300)


def left_running(environment):
    folder = environment["GONGZHI_VAR"]
    return [process.cmdline() for process in psutil.process_iter() if any(folder in word for word in words_of(process))]


def words_of(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.mark.db
def test_a_command_brings_its_database_and_leaves_nothing_running(fresh_machine):
    done = gongzhi(fresh_machine, "doctor", "--json")
    assert done.returncode in {cli.FINE, cli.PROBLEMS}, done.stderr
    report = json.loads(done.stdout)
    assert {"subject": "migrations", "state": "fine", "words": "All are applied."} in report["findings"]
    assert left_running(fresh_machine) == []


@pytest.mark.db
def test_an_untouched_log_verifies(fresh_machine):
    done = gongzhi(fresh_machine, "audit", "verify")
    assert done.returncode == cli.FINE, done.stderr


@pytest.mark.db
def test_a_second_user_of_the_database_does_not_take_it_away(fresh_machine):
    server = TrialServer(Path(fresh_machine["GONGZHI_VAR"]) / "postgres")
    server.attach()
    try:
        gongzhi(fresh_machine, "audit", "verify")
        assert server.is_ready()
    finally:
        server.release()
    assert left_running(fresh_machine) == []
