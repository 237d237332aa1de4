"""Any sequence of deeds leaves each voice in one matter, with a lineage to its start and an answer owed or given."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import ANONYMOUS
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.kernel.errors import DomainError
from gongzhi.matters import services
from gongzhi.matters.models import Escalation, Matter, Pause, Reply, Station, Voice, VoiceMove
from gongzhi.matters.rules import lineage
from gongzhi.matters.rules.flow import DONE, OPEN, STOPPED, State
from gongzhi.matters.selectors.clocks import clocks_of, due_of
from gongzhi.matters.tests.factories import MONDAY, PHONE, RECEIPT, make_street, voiced

DAY = timedelta(days=1)
ANY = st.integers(min_value=0, max_value=1000)
BODIES = st.sampled_from(["street_office", "two_committees", ""])


class Undone(Exception):
    """Takes back what one run wrote."""


class Window(RuleBasedStateMachine):
    """A few matters and their voices; whatever is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.scope = scope(make_federation().pk)
        self.scope.__enter__()
        self.at = MONDAY
        self.raised = {}

    def teardown(self):
        self.scope.__exit__(None, None, None)
        self.undo.__exit__(Undone, Undone(), None)

    @initialize()
    def begin(self):
        self.street = make_street()
        for reply in (RECEIPT, PHONE):
            self.speak(reply=reply)

    def speak(self, **more):
        self.at += timedelta(minutes=1)
        voice = voiced(self.street, at=self.at, **more)
        self.raised[voice.pk] = voice.matter_id

    def matter(self, number):
        rows = list(Matter.objects.order_by("serial"))
        return rows[number % len(rows)]

    def voice(self, number):
        rows = list(Voice.objects.order_by("taken_at", "pk"))
        return rows[number % len(rows)]

    def attempt(self, deed, **more):
        self.at += timedelta(minutes=1)
        before = list(Matter.objects.order_by("pk").values_list("pk", "state", "version"))
        try:
            with transaction.atomic():
                deed(at=self.at, **more)
        except DomainError:
            assert list(Matter.objects.order_by("pk").values_list("pk", "state", "version")) == before

    @rule(days=st.integers(min_value=1, max_value=9))
    def wait(self, days):
        self.at += days * DAY

    @rule(reply=st.sampled_from([RECEIPT, PHONE]))
    def say_something_else(self, reply):
        self.speak(reply=reply)

    @rule(which=ANY, reply=st.sampled_from([RECEIPT, PHONE]))
    def say_the_same(self, which, reply):
        self.speak(matter_id=self.matter(which).pk, reply=reply)

    @rule(which=ANY)
    def accept(self, which):
        self.attempt(
            services.accept_matter,
            actor=self.street.general,
            matter_id=self.matter(which).pk,
            title="照明",
            category="",
            owner_id=self.street.handler.person_id,
        )

    @rule(which=ANY)
    def ask(self, which):
        self.attempt(services.ask_back, actor=self.street.handler, matter_id=self.matter(which).pk, question="哪里？")

    @rule(which=ANY)
    def go_on(self, which):
        self.attempt(services.go_on, actor=self.street.handler, matter_id=self.matter(which).pk)

    @rule(which=ANY)
    def before_a_meeting(self, which):
        self.attempt(
            services.put_on_agenda,
            actor=self.street.general,
            matter_id=self.matter(which).pk,
            item_id=uuid4(),
            label="例会",
        )

    @rule(which=ANY, came_of=st.sampled_from([services.NOT_TAKEN_UP, services.DISCUSSED, services.NOT_ADOPTED]))
    def after_a_meeting(self, which, came_of):
        self.attempt(
            services.take_off_agenda, actor=self.street.general, matter_id=self.matter(which).pk, came_of=came_of
        )

    @rule(which=ANY)
    def add(self, which):
        self.attempt(services.add_words, actor=ANONYMOUS, voice_id=self.voice(which).pk, words="补充")

    @rule(which=ANY, days=st.integers(min_value=1, max_value=30))
    def defer(self, which, days):
        until = local_day(self.at) + days * DAY
        self.attempt(
            services.defer, actor=self.street.handler, matter_id=self.matter(which).pk, until=until, reason="等材料"
        )

    @rule(which=ANY)
    def hand_over(self, which):
        self.attempt(
            services.hand_over,
            actor=self.street.general,
            matter_id=self.matter(which).pk,
            owner_id=self.street.clerk.person_id,
            reason="休假",
        )

    @rule(which=ANY, body=BODIES)
    def escalate(self, which, body):
        bodies = {"street_office": self.street.street_office, "two_committees": self.street.community}
        to = {"body_id": bodies[body].pk} if body else {"outside": "物业公司"}
        self.attempt(
            services.escalate, actor=self.street.general, matter_id=self.matter(which).pk, reason="请协调", **to
        )

    @rule(which=ANY, is_answer=st.booleans())
    def hear_from_above(self, which, is_answer):
        waiting = list(Escalation.objects.sent().order_by("sent_at", "pk"))
        if not waiting:
            return
        sent = waiting[which % len(waiting)]
        speakers = {"street": self.street.civil_affairs, "community": self.street.cadre, "outside": self.street.general}
        said = {"actor": speakers[sent.level], "escalation_id": sent.pk}
        if is_answer:
            self.attempt(services.answer_from_above, text="已办", result="solved", **said)
        else:
            self.attempt(services.return_from_above, reason="不属职责", **said)

    @rule(which=ANY, times=st.integers(min_value=1, max_value=2))
    def answer(self, which, times):
        self.attempt(
            services.answer, actor=self.street.handler, matter_id=self.matter(which).pk, text="已办", result="solved"
        )

    @rule(which=ANY, is_reached=st.booleans())
    def tell(self, which, is_reached):
        owed = list(Reply.objects.owed().order_by("pk"))
        if owed:
            deed = services.give_reply if is_reached else services.fail_reply
            self.attempt(deed, actor=self.street.clerk, reply_id=owed[which % len(owed)].pk, note="电话")

    @rule(which=ANY, word=st.sampled_from(["confirmed", "disputed", "disputed"]))
    def judge(self, which, word):
        self.attempt(services.say, actor=ANONYMOUS, voice_id=self.voice(which).pk, word=word)

    @rule(which=ANY)
    def reopen(self, which):
        self.attempt(services.reopen, actor=self.street.handler, matter_id=self.matter(which).pk, reason="又坏了")

    @rule(which=ANY)
    def close(self, which):
        self.attempt(services.close, actor=self.street.handler, matter_id=self.matter(which).pk)

    @rule(which=ANY, into=ANY)
    def merge(self, which, into):
        pair = {"matter_id": self.matter(which).pk, "into_id": self.matter(into).pk}
        self.attempt(services.merge, actor=self.street.general, **pair)

    @rule(which=ANY, how_many=st.integers(min_value=1, max_value=3))
    def split(self, which, how_many):
        matter = self.matter(which)
        chosen = tuple(matter.voices.order_by("pk").values_list("pk", flat=True)[:how_many])
        self.attempt(services.split, actor=self.street.general, matter_id=matter.pk, voice_ids=chosen, title="另一件")

    @invariant()
    def no_voice_is_lost_and_each_has_a_way_to_its_start(self):
        rows = dict(Voice.objects.values_list("pk", "matter_id"))
        assert set(rows) == set(self.raised)
        for voice_id, matter_id in rows.items():
            moves = [
                lineage.Move(each.from_matter_id, each.to_matter_id, each.at)
                for each in VoiceMove.objects.filter(voice=voice_id).in_order()
            ]
            assert lineage.started_in(now_in=matter_id, moves=moves) == self.raised[voice_id]

    @invariant()
    def only_who_was_told_counts_as_told(self):
        for matter in Matter.objects.filter(state__in=DONE):
            owed = Reply.objects.owed().filter(voice__matter=matter).exists()
            told = matter.stations.filter(kind=Station.Kind.ALL_TOLD, at__gte=matter.answered_at).exists()
            assert owed != told

    @invariant()
    def an_answer_is_owed_or_given_to_each(self):
        for voice in Voice.objects.select_related("matter"):
            assert voice.matter.state != State.MERGED
            if voice.matter.state in DONE:
                newest = voice.matter.answers.order_by("-serial").first()
                assert voice.replies.get(answer=newest).state in {"owed", "failed", "given"}
                assert voice.standing != "waiting"
            else:
                assert voice.matter.state in OPEN

    @invariant()
    def where_a_voice_stands_follows_from_its_replies(self):
        for voice in Voice.objects.all():
            states = set(voice.replies.values_list("state", flat=True))
            assert voice.replies.filter(state__in=("owed", "failed")).count() <= 1
            if voice.standing == "waiting":
                assert not states
            if voice.standing == "owed":
                assert states & {"owed", "failed"}
            if voice.standing == "told":
                assert not states & {"owed", "failed"}

    @invariant()
    def its_due_day_is_the_clocks(self):
        for matter in Matter.objects.all():
            due = due_of(matter, matter.pauses.all())
            assert matter.due_on == (due.on if due and matter.state in OPEN else None)
            is_stopped = matter.state in (*STOPPED, State.MERGED)
            assert Pause.objects.filter(matter=matter, ends_on=None).exists() == is_stopped
            clocks = clocks_of(matter, at=self.at)
            assert (clocks.answer.state == "ended") == (matter.state not in OPEN)

    @invariant()
    def what_is_escalated_waits_above(self):
        waiting = set(Escalation.objects.sent().values_list("matter_id", flat=True))
        assert waiting == set(Matter.objects.filter(state=State.ESCALATED).values_list("pk", flat=True))

    @invariant()
    def whoever_handles_is_named(self):
        handled = Matter.objects.exclude(state__in=(State.RECEIVED, State.MERGED))
        assert not handled.filter(owner=None).exists()


@pytest.mark.django_db
def test_the_life_of_voices_and_matters():
    run_state_machine_as_test(
        Window,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
