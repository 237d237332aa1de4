"""
Complete answers of twenty questions through the real server, beside a bare Django form that is posted and inserted.

One complete answer is a GET of the form and a POST of all its answers with the form's token, over a connection that
stays open. 1, 8 and 32 clients answer at once, in turn with as many that only POST to a bare Django form of the same
questions (validated, one insert, no GET, no middleware). ``share`` is our complete answers a second over its POSTs a
second. Both are served by granian as ``gongzhi serve`` starts it, with as many workers as are said. Each answer comes
from an address of its own, as through a proxy, since one address may not send a flood of them. At the end the rows in
the database are counted: as many as were thanked for.
"""

import argparse
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from benchmarks._ground import empty_house, ratio, say, summary
from benchmarks._visits import HOST, PRODUCT, served

CLIENTS = (1, 8, 32)
TURNS = 3
SECONDS = 4.0
BARE = "benchmarks._bare_survey:application"
AIM_SHARE, AIM_P95_MS, AIM_A_SECOND = 0.5, 50, 300


def main() -> None:
    """Open a round, answer it, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each turn (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="of granian (default: one, as `gongzhi serve`)")
    options = parser.parse_args()
    os.environ |= {"GONGZHI_PROXIES": "1", "GONGZHI_BARE_SURVEY": "1"}
    with empty_house():
        stage = Stage()
        with served(PRODUCT, workers=options.workers) as ours, served(BARE, workers=options.workers) as bare:
            measured, thanked = _measure(stage, ours, bare, options.seconds)
        rows = stage.rows()
    result = {
        "benchmark": "survey_intake",
        "questions": 20,
        "workers": options.workers,
        "processors": os.cpu_count(),
        "clients": measured,
        "rows": rows,
        "accepted": thanked,
        "all_counted": rows == thanked,
        "aims": {"share": AIM_SHARE, "p95_ms_at_8": AIM_P95_MS, "a_second": AIM_A_SECOND},
    }
    say(result)


class Stage:
    """A federation with two rounds of twenty questions: one for the product, one for the bare form."""

    def __init__(self) -> None:
        from benchmarks import _streets as streets
        from gongzhi.common.tenancy import scope
        from gongzhi.surveys.tests.factories import make_round

        self.federation = streets.make_federation(0)
        with scope(self.federation.pk):
            self.ours = make_round(_twenty())
            self.bare = make_round(_twenty())
        self.path = f"/f/{self.federation.code}/surveys/a/{self.ours.slug}/"
        self.bare_path = f"/{self.federation.pk}/{self.bare.pk}/"
        self.body = urlencode(_typed(), doseq=True).encode()

    def rows(self) -> dict[str, int]:
        """Count what is in the database."""
        from gongzhi.common.tenancy import scope
        from gongzhi.participation.models import Contact
        from gongzhi.surveys.models import Response

        with scope(self.federation.pk):
            return {
                "ours": Response.objects.filter(round=self.ours).count(),
                "bare": Response.objects.filter(round=self.bare).count(),
                "contacts": Contact.objects.count(),
            }


def _twenty() -> dict[str, Any]:
    from gongzhi.surveys.tests.factories import option, question

    five = [option(code, f"第{code}个选项") for code in "abcde"]
    kinds = ("text", "single", "multiple", "scale", "number")
    asked = [
        question(f"q{number}", kinds[number % 5], **({"options": five} if number % 5 in {1, 2} else {}))
        for number in range(1, 21)
    ]
    for each in asked:
        each["label"] = {"zh": f"{each['code']}：您对社区里的这件事怎么看？", "en": "What do you think of this?"}
        if each["kind"] == "number":
            each |= {"min": 0, "max": 1000}
    return {"pages": [{"questions": asked}]}


def _typed() -> dict[str, Any]:
    values = {0: "希望多开几次议事会，让大家把话说完。", 1: "b", 2: ["a", "c"], 3: "4", 4: "12"}
    return {f"q_q{number}": values[number % 5] for number in range(1, 21)}


class Line:
    """A connection that stays open, and nothing more between it and the server than a socket."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; give the status and the body."""
        self._socket.sendall(request)
        head, rest = b"", b""
        while b"\r\n\r\n" not in head:
            head += self._receive()
        head, rest = head.split(b"\r\n\r\n", 1)
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(rest) < length:
            rest += self._receive()
        return int(head[9:12]), rest

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _receive(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise ConnectionError("the server hung up")
        return got


def _request(method: str, path: str, body: bytes, address: str) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        f"X-Forwarded-For: {address}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


_addresses = iter(range(10**9))


def _address() -> str:
    number = next(_addresses)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _answer_ours(stage: Stage, line: Line) -> None:
    """Get the form, post its answers."""
    address = _address()
    status, page = line.ask(_request("GET", stage.path, b"", address))
    assert status == 200, status  # noqa: PLR2004
    token = page.split(b'name="t" value="', 1)[1][:20]
    body = b"go=next&p=0&t=" + token + b"&" + stage.body
    status, page = line.ask(_request("POST", stage.path, body, address))
    assert status == 200, page.decode()  # noqa: PLR2004


def _answer_bare(stage: Stage, line: Line) -> None:
    """Post to the bare form, with a token made up here."""
    body = b"t=" + f"{next(_addresses):020}".encode() + b"&" + stage.body
    status, page = line.ask(_request("POST", stage.bare_path, body, "10.0.0.1"))
    assert status == 200, page.decode()  # noqa: PLR2004


def _measure(stage: Stage, ours: int, bare: int, seconds: float) -> tuple[dict[str, Any], dict[str, int]]:
    work: dict[str, tuple[int, Callable[[Stage, Line], None]]] = {
        "ours": (ours, _answer_ours),
        "bare": (bare, _answer_bare),
    }
    thanked = dict.fromkeys(work, 0)
    for name, (port, answer) in work.items():
        thanked[name] += len(_crowd(stage, port, answer, clients=2, seconds=1)[0])
    measured = {}
    for clients in CLIENTS:
        spent: dict[str, list[float]] = {name: [] for name in work}
        rates: dict[str, list[float]] = {name: [] for name in work}
        for _turn in range(TURNS):
            for name, (port, answer) in work.items():
                times, took = _crowd(stage, port, answer, clients=clients, seconds=seconds)
                spent[name] += times
                rates[name].append(len(times) / took)
                thanked[name] += len(times)
        said = {name: {"a_second": round(statistics.median(rates[name]), 1), **summary(spent[name])} for name in work}
        share = ratio(said["ours"]["a_second"], said["bare"]["a_second"])
        measured[str(clients)] = {**said, "share": share}
    return measured, {**thanked, "contacts": thanked["ours"]}


def _crowd(
    stage: Stage, port: int, answer: Callable[[Stage, Line], None], *, clients: int, seconds: float
) -> tuple[list[float], float]:
    """Let so many answer again and again for so long; give the seconds of each answer, and those of all."""
    spent: list[list[float]] = [[] for _client in range(clients)]
    faults: list[BaseException] = []
    began = time.perf_counter()

    def client(mine: list[float]) -> None:
        try:
            with _line(port) as line:
                while time.perf_counter() - began < seconds:
                    started = time.perf_counter()
                    answer(stage, line)
                    mine.append(time.perf_counter() - started)
        except BaseException as fault:  # noqa: BLE001 -- told below, in the thread that measures
            faults.append(fault)

    crowd = [threading.Thread(target=client, args=(mine,)) for mine in spent]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    if faults:
        raise faults[0]
    return [one for mine in spent for one in mine], time.perf_counter() - began


@contextmanager
def _line(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.close()


if __name__ == "__main__":
    main()
