"""What was confirmed to somebody is still there, however the servers die in the middle of their work."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import psutil
import pytest

from gongzhi.config.tests.test_serving import family, free_port

STREET = "330402010"
SAY = f"/f/{STREET}/matters/say/"
SPEAKERS, KILLS, SECONDS_BETWEEN = 4, 2, 2.0
SEE_OTHER, OK, REFUSED = 303, 200, 422
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture(scope="module")
def var():
    """A folder of its own with a database in which one street is founded."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        environment |= {"GONGZHI_VAR": folder, "GONGZHI_PROXIES": "1"}
        words = ("setup", "--federation", STREET, "--name", "试验联合会", "--secretary", "季晓明")
        gongzhi = [sys.executable, "-m", "gongzhi.config.cli"]
        subprocess.run([*gongzhi, *words], env=environment, check=True, capture_output=True)
        yield environment


class Street:
    """A server that is started again and again on the same port, and people who speak to it all the while."""

    def __init__(self, environment):
        self.environment = environment
        self.port = free_port()
        self.confirmed = []
        self.over = threading.Event()

    def start(self):
        """Serve until it says that it is open."""
        words = [sys.executable, "-m", "gongzhi.config.cli", "serve", "--port", str(self.port)]
        process = subprocess.Popen(
            words, env=self.environment, text=True, stdout=subprocess.PIPE, start_new_session=True
        )
        assert any("is open" in line for line in process.stdout)
        return process

    def speak(self, place):
        """Say something, over and over, as somebody on a bad line does: the same form is sent until it is answered."""
        turn = 0
        while not self.over.is_set():
            turn += 1
            self.say_once(f"第{place}人第{turn}句话", f"10.{place}.{turn // 250}.{turn % 250}")

    def say_once(self, words, address):
        fields = cookie = None
        while not self.over.is_set():
            try:
                if fields is None:
                    fields, cookie = self.open_form(address)
                status, where = self.send(fields | {"words": words}, cookie, address)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if status == SEE_OTHER:
                self.confirmed.append((words, where))
                return
            assert status >= 500, status  # the database went away under it

    def open_form(self, address):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", SAY, headers={"X-Forwarded-For": address})
        answer = connection.getresponse()
        page = answer.read().decode()
        if answer.status != OK:
            raise HTTPException(answer.status)
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        connection.close()
        return dict(HIDDEN.findall(page)) | {"reply": "receipt"}, cookie

    def send(self, fields, cookie, address):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {
            "Cookie": cookie,
            "X-Forwarded-For": address,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        connection.request("POST", SAY, body=urlencode(fields), headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("Location")

    def words_at(self, where):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", where.replace("kept/", ""), headers={"X-Forwarded-For": "10.99.0.1"})
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return page if answer.status == OK else f"status {answer.status}"


def kill_all(process):
    """Kill the web server, the job runner, the database and who started them, with no chance to tidy up."""
    everybody = [psutil.Process(process.pid), *family(process)]
    for each in everybody:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGKILL)
    psutil.wait_procs(everybody, timeout=15)
    process.communicate()


@pytest.mark.django_db(databases=[])
def test_what_was_confirmed_survives_kill_9(var):
    street = Street(var)
    process = street.start()
    speakers = [threading.Thread(target=street.speak, args=(place,)) for place in range(SPEAKERS)]
    for speaker in speakers:
        speaker.start()
    try:
        for _kill in range(KILLS):
            time.sleep(SECONDS_BETWEEN)
            kill_all(process)
            process = street.start()
        time.sleep(SECONDS_BETWEEN)
        street.over.set()
        for speaker in speakers:
            speaker.join()
        assert len(street.confirmed) > SPEAKERS
        lost = [words for words, where in street.confirmed[-20:] if words not in street.words_at(where)]
        assert not lost
    finally:
        street.over.set()
        process.terminate()
        process.communicate()
    counted = count_voices(var)
    said = [words for words, _where in street.confirmed]
    assert len(said) == len(set(said))
    assert set(said) <= set(counted)
    assert len(counted) == len(set(counted)), "a resend made a second voice"


def count_voices(environment):
    """List the words of all voices in the database."""
    script = (
        "import django; django.setup()\n"
        "from gongzhi.common.tenancy import across\n"
        "from gongzhi.matters.models import Voice\n"
        "with across(reason='count'):\n"
        "    print('\\n'.join(Voice.objects.values_list('words', flat=True)))\n"
    )
    runner = (
        "from gongzhi.config.trial import choose_settings, database\n"
        "choose_settings()\n"
        f"with database():\n    exec({script!r})\n"
        "    from gongzhi.config.cli import _let_go_of_connections\n"
        "    _let_go_of_connections()\n"
    )
    done = subprocess.run([sys.executable, "-c", runner], env=environment, text=True, capture_output=True, check=True)
    return done.stdout.split("\n")[:-1]
