"""
The console script ``gongzhi``.

Exit codes: 0 all is well, 1 problems were found (the output says which), 2 the command could not run. Answers go to
the output, words about the work to the error output, so that ``--json`` can be piped.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connections

from gongzhi.common.trial import TrialDatabaseError
from gongzhi.config import readiness
from gongzhi.config.cases import run_check_cases
from gongzhi.config.serving import CannotServe, Plan, serve
from gongzhi.config.trial import choose_settings, database
from gongzhi.kernel.errors import DomainError

FINE, PROBLEMS, CANNOT_RUN = 0, 1, 2

Run = Callable[[argparse.Namespace], int]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. ``words``: as after ``gongzhi``; ``None``: this process's own."""
    given = list(sys.argv[1:] if words is None else words)
    options = build_parser().parse_args(given)
    options.words = given[1:]
    choose_settings()
    try:
        with _end_tidily_on_sigterm():
            return int(options.run(options))
    except (CannotServe, CommandError, DomainError, ImproperlyConfigured, OSError, TrialDatabaseError) as error:
        return _cannot_run(str(error))
    except ProgrammingError as error:
        return _cannot_run(f"the database lacks something ({_first_line(error)}). Run “gongzhi setup” first.")
    except (DatabaseError, psycopg.Error) as error:
        return _cannot_run(f"the database refused: {_first_line(error)}")
    except KeyboardInterrupt:
        return _cannot_run("interrupted")


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="gongzhi",
        description="Run a federation of community social organisations on Gongzhi.",
        epilog="Exit codes: 0 all is well, 1 problems were found, 2 the command could not run.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_house_commands(commands)
    _add_import_commands(commands)
    _add_checking_commands(commands)
    return parser


def _add_house_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    setup = _command(commands, "setup", _managed("setup"), "migrate the database, load divisions, compile translations")
    setup.add_argument("--federation", metavar="CODE", help="also found the federation of this division")
    setup.add_argument("--name", help="its name (default: made from the division's)")
    setup.add_argument("--secretary", metavar="NAME", help="its first secretary; prints a one-time link")
    demo = _command(commands, "demo", _managed("demo"), "load the invented demo streets into an empty database")
    demo.epilog = "All people and organisations of the demo are invented. Never load it beside real data."
    _add_json(demo)
    serving = _command(commands, "serve", _serve, "serve the pages and run the jobs until Ctrl-C")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serving.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    serving.add_argument("--workers", type=int, default=1, help="processes that answer (default: %(default)s)")
    serving.add_argument(
        "--demo", action="store_true", help="load the demo if the database is empty, with its sign-ins"
    )


def _add_import_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    divisions = _command(
        commands, "import-divisions", _managed("import_divisions"), "load divisions from a .csv or .csv.gz file"
    )
    divisions.add_argument("file", type=_existing_file, metavar="FILE")
    divisions.add_argument("--county", action="append", metavar="CODE", help="only this county; may be given again")
    _add_json(divisions)
    roster = _command(
        commands,
        "import-roster",
        _managed("import_roster"),
        "read a street's spreadsheet of organisations, people and offices",
    )
    roster.add_argument("file", type=_existing_file, metavar="FILE")
    _add_federation(roster)
    roster.add_argument("--dry-run", action="store_true", help="only say what would be imported, and what is wrong")
    _add_json(roster)


def _add_checking_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verdicts = _command(commands, "verdicts", _managed("verdicts"), "say of each duty how it stands on a day")
    _add_federation(verdicts)
    verdicts.add_argument("--on", type=_day, required=True, metavar="DATE", help="like 2026-05-03")
    _add_json(verdicts)
    cases = _command(commands, "check-cases", _check_cases, "compare worked examples with the product's own rules")
    cases.add_argument("folder", type=_existing_folder, metavar="FOLDER")
    _add_json(cases)
    audit = _command(commands, "audit", _managed("audit"), "check that nobody altered the log")
    audit.add_argument("deed", nargs=argparse.REMAINDER, metavar="verify …", help="verify; --help says more")
    doctor = _command(commands, "doctor", _managed("doctor"), "look for what is wrong with this installation")
    _add_json(doctor)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Run, words: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def _add_federation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--federation", required=True, metavar="CODE", help="the federation's code, like 330402010")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _managed(name: str) -> Run:
    """Run a management command with the same words, in a process that has a database at hand."""

    def run(options: argparse.Namespace) -> int:
        with database() as trial:
            django.setup()
            try:
                if trial is not None and name != "setup" and not readiness.is_ready():
                    call_command("setup", stdout=sys.stderr)
                    readiness.remember()
                call_command(name, *options.words)
                if name == "setup":
                    readiness.remember()
            finally:
                _let_go_of_connections()
        return FINE

    return run


def _let_go_of_connections() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _serve(options: argparse.Namespace) -> int:
    return serve(Plan(host=options.host, port=options.port, workers=options.workers, demo=options.demo))


def _check_cases(options: argparse.Namespace) -> int:
    return run_check_cases(folder=options.folder, as_json=options.json, out=sys.stdout, err=sys.stderr)


@contextmanager
def _end_tidily_on_sigterm() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(CANNOT_RUN))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _cannot_run(words: str) -> int:
    sys.stderr.write(f"gongzhi: {words}\n")
    return CANNOT_RUN


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _existing_file(word: str) -> Path:
    path = Path(word)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {word}")
    return path


def _existing_folder(word: str) -> Path:
    path = Path(word)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {word}")
    return path


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{word} is no date like 2026-05-03") from error


def _port(word: str) -> int:
    if not (word.isascii() and word.isdigit() and 0 < int(word) < 2**16):
        raise argparse.ArgumentTypeError(f"{word} is no port between 1 and 65535")
    return int(word)


if __name__ == "__main__":
    sys.exit(main())
