"""Whoever must be reminded is reminded exactly once, however often the job runs, at once or killed in the middle."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.matters import services
from gongzhi.matters.jobs import close_quiet_everywhere, erase_speakers_everywhere, remind_everywhere
from gongzhi.matters.models import Digest, Matter, Reminder
from gongzhi.matters.selectors.desk import reminder_lines
from gongzhi.matters.selectors.reminders import reminders_in, wanted
from gongzhi.matters.services import remind_people
from gongzhi.matters.tests.factories import (
    DAY,
    FIRST_DAY,
    MONDAY,
    PHONE,
    accepted,
    answer,
    answered,
    escalated,
    make_street,
    voiced,
)

DUE = 7 * DAY


def told():
    """Rung and name of every reminder, in the order in which they were written."""
    return [(each.rung, each.person.name) for each in Reminder.objects.select_related("person").order_by("pk")]


def run(days):
    return remind_people(at=MONDAY + days)


def test_the_ladder_owner_head_board(street):
    accepted(street)
    run(DUE)
    assert told() == [("stale", "周明")]
    run(DUE + DAY)
    assert ("owner", "周明") in told()
    assert not {rung for rung, _name in told()} & {"head", "board"}
    run(DUE + 2 * DAY)
    assert ("head", "陈亮") in told()
    run(DUE + 7 * DAY)
    assert ("board", "沈建国") in told()
    days = Reminder.objects.get(rung="board").days
    assert days == 5


def test_each_rung_is_climbed_once_a_clock(street):
    matter = accepted(street)
    for day in range(7, 40):
        run(day * DAY)
    climbed = ["board", "head", "owner", "stale", "stale_head"]
    assert sorted(rung for rung, _name in told()) == climbed
    answer(street, matter, MONDAY + 40 * DAY)
    services.say(actor=ANONYMOUS, voice_id=matter.voices.get().pk, word="disputed", at=MONDAY + 40 * DAY)
    for day in range(40, 80):
        run(day * DAY)
    assert sorted(rung for rung, _name in told()) == sorted(climbed * 2)


@pytest.mark.parametrize("stop", ["ask", "escalate", "defer"])
def test_nobody_is_chased_while_the_clock_stands_still(street, stop):
    matter = accepted(street)
    if stop == "ask":
        services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪里？", at=MONDAY)
    elif stop == "defer":
        until = FIRST_DAY + 30 * DAY
        services.defer(actor=street.handler, matter_id=matter.pk, until=until, reason="等材料", at=MONDAY)
    else:
        matter = escalated(street).matter
    rungs = {each.rung for each in wanted(at=MONDAY + 7 * DAY) if each.matter_id == matter.pk}
    assert rungs == (set() if stop == "defer" else {"stale"})


def test_what_stands_still_reminds_again_after_it_moved(street):
    matter = accepted(street)
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪里？", at=MONDAY)
    for day in range(1, 13):
        run(day * DAY)
    assert told() == [("stale", "周明")]
    services.add_words(actor=ANONYMOUS, voice_id=matter.voices.get().pk, words="这里", at=MONDAY + 13 * DAY)
    run(19 * DAY)
    assert told() == [("stale", "周明")]
    run(20 * DAY)
    assert [rung for rung, _name in told()].count("stale") == 2


def test_what_nobody_took_on_reminds_who_took_it_down_or_the_head(street):
    by_desk, by_web = voiced(street).matter, voiced().matter
    rows = {(each.matter_id, each.person_id) for each in wanted(at=MONDAY + 3 * DAY)}
    assert rows == {(by_desk.pk, street.clerk.person_id), (by_web.pk, street.general.person_id)}
    assert not wanted(at=MONDAY + 2 * DAY)


def test_without_a_charter_nobody_is_reminded(federation):
    voiced()
    assert run(90 * DAY) == 0


def test_an_answered_matter_reminds_nobody(street):
    answered(street)
    assert run(9 * DAY) == 0


def test_one_sheet_a_person_a_day(street):
    for _number in range(5):
        accepted(street)
    assert run(DUE + DAY) == 10
    digest = Digest.objects.get()
    assert (digest.person_id, digest.on) == (street.handler.person_id, FIRST_DAY + DUE + DAY)
    assert digest.reminders.count() == 10
    [line] = reminder_lines(actor=street.handler, at=MONDAY + DUE + DAY)
    assert "10" in line.title
    assert reminder_lines(actor=street.stranger, at=MONDAY + DUE + DAY) == []


def test_what_comes_after_the_sheet_was_read_waits_for_the_next_day(street):
    accepted(street)
    run(DUE + DAY)
    digest = Digest.objects.get()
    with pytest.raises(Digest.DoesNotExist):
        services.see_digest(actor=street.general, digest_id=digest.pk, at=MONDAY)
    services.see_digest(actor=street.handler, digest_id=digest.pk, at=MONDAY + DUE + DAY)
    assert reminder_lines(actor=street.handler, at=MONDAY) == []
    late = accepted(street, MONDAY)
    assert run(DUE + DAY + timedelta(hours=2)) == 0
    assert run(DUE + 2 * DAY) >= 2
    assert Digest.objects.filter(person=street.handler.person_id).count() == 2
    assert Reminder.objects.filter(matter=late, rung="owner").count() == 1


def test_a_sheet_shows_only_what_may_still_be_read(street):
    matter = accepted(street)
    run(DUE + 7 * DAY)
    services.classify(
        actor=street.general, matter_id=matter.pk, category="", community_id=None, place="", sensitivity="private",
        at=MONDAY,
    )  # fmt: skip
    mine = Digest.objects.get(person=street.handler.person_id)
    assert reminders_in(mine, actor=street.handler).count() == 2
    assert reminders_in(mine, actor=street.civil_affairs).count() == 0


def test_quiet_matters_are_closed_and_silence_is_no_yes(street):
    matter = answered(street)
    assert close_quiet_everywhere(at=MONDAY + 14 * DAY) == 0
    assert close_quiet_everywhere(at=MONDAY + 15 * DAY) == 1
    assert close_quiet_everywhere(at=MONDAY + 15 * DAY) == 0
    matter.refresh_from_db()
    assert (matter.state, matter.voices.get().standing) == ("closed", "no_word")


def test_the_quiet_days_begin_when_the_last_was_told(street):
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    assert close_quiet_everywhere(at=MONDAY + 90 * DAY) == 0
    reply = matter.voices.get().replies.get()
    services.give_reply(actor=street.clerk, reply_id=reply.pk, at=MONDAY + 20 * DAY)
    assert close_quiet_everywhere(at=MONDAY + 34 * DAY) == 0
    assert close_quiet_everywhere(at=MONDAY + 35 * DAY) == 1


def test_a_word_makes_it_loud_again(street):
    matter = answered(street)
    services.say(actor=ANONYMOUS, voice_id=matter.voices.get().pk, word="confirmed", at=MONDAY + 10 * DAY)
    assert close_quiet_everywhere(at=MONDAY + 20 * DAY) == 0
    assert close_quiet_everywhere(at=MONDAY + 25 * DAY) == 1
    assert matter.voices.get().standing == "confirmed"


def test_ninety_days_after_closing_nobody_can_be_reached_any_more(street):
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    voice = matter.voices.get()
    services.give_reply(actor=street.clerk, reply_id=voice.replies.get().pk, at=MONDAY)
    services.close(actor=street.handler, matter_id=matter.pk, at=MONDAY)
    assert erase_speakers_everywhere(at=MONDAY + 90 * DAY) == 0
    assert erase_speakers_everywhere(at=MONDAY + 91 * DAY) == 1
    assert erase_speakers_everywhere(at=MONDAY + 91 * DAY) == 0
    assert not voice.speakers.exists()
    assert matter.voices.get().standing == "no_word"


def test_finding_whom_to_remind_takes_as_many_queries_for_forty_as_for_four(street, django_assert_max_num_queries):
    for _number in range(4):
        accepted(street)
    with django_assert_max_num_queries(11):
        wanted(at=MONDAY + 20 * DAY)
    for _number in range(36):
        voiced(street)
    with django_assert_max_num_queries(11):
        wanted(at=MONDAY + 20 * DAY)


@pytest.fixture
def visible_street():
    """A street with twenty overdue matters of four owners, whose rows other processes can see."""
    with scope(make_federation().pk):
        street = make_street()
        owners = (street.handler, street.general, street.clerk, street.president)
        for number in range(20):
            matter = accepted(street)
            Matter.objects.filter(pk=matter.pk).update(owner=owners[number % 4].person_id)
        yield street


LATE = MONDAY + 30 * DAY
# Owner and stale for each owner, and each matter for the head, twice, and for the board.
ALL = 20 * 5


@pytest.mark.django_db(transaction=True)
def test_ten_jobs_at_once_remind_once(visible_street):
    start = Barrier(10)

    def work(_number):
        try:
            start.wait(timeout=30)
            return remind_everywhere(at=LATE)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        counts = list(pool.map(work, range(10)))
    assert sum(counts) == Reminder.objects.count() == ALL
    assert Digest.objects.count() == 4
    assert not Digest.objects.filter(reminders=None).exists()


JOB = textwrap.dedent(
    """
    import os, sys, time
    from datetime import datetime
    import django
    from django.conf import settings
    # The process writes to the database of the test.
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from gongzhi.matters.models import Reminder
    from gongzhi.matters.jobs import remind_everywhere

    slow = Reminder.objects._queryset_class.bulk_create

    def slowly(self, rows, **more):
        made = slow(self, rows, **more)
        if self.model is Reminder:
            print("written", flush=True)
            time.sleep(0.3)
        return made

    Reminder.objects._queryset_class.bulk_create = slowly
    print("ready", flush=True)
    remind_everywhere(at=datetime.fromisoformat(sys.argv[2]))
    print("done", flush=True)
    """
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sheets", [1, 2, 3])
def test_a_job_killed_in_the_middle_is_made_good_by_the_next(visible_street, sheets):
    """Killed while it writes the first, second or third sheet: what was written stays, the rest comes, none twice."""
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    job = subprocess.Popen(
        [sys.executable, "-c", JOB, name, LATE.isoformat()],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True,
    )  # fmt: skip
    try:
        for _sheet in range(sheets):
            line = next((line for line in job.stdout if line.strip() in {"written", "done"}), "")
            assert line.strip() == "written", job.stderr.read()[-2000:]
        time.sleep(0.05)
        job.send_signal(signal.SIGKILL)
        job.wait(timeout=20)
    finally:
        if job.poll() is None:
            job.kill()
        job.stdout.close()
        job.stderr.close()
    before = Reminder.objects.count()
    # The sheet it was killed over is gone as a whole; those before it are complete.
    assert Digest.objects.count() == sheets - 1
    assert before < ALL
    assert remind_everywhere(at=LATE) == ALL - before
    assert remind_everywhere(at=LATE) == 0
    assert Reminder.objects.count() == ALL
    assert Digest.objects.count() == 4
