"""Any sequence of deeds keeps a filing whole: one state, a clock read from its events, no answer after the end."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.filings import rules, services
from gongzhi.filings.models import Filing, ReviewStep
from gongzhi.filings.models.review import CLOCKED
from gongzhi.filings.rules import FILING, ClockState, Deed, Outcome, State
from gongzhi.filings.selectors.outlook import classification_of
from gongzhi.filings.tests.factories import content, drafted, make_street
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.workdays import china
from gongzhi.offices.testing import MONDAY

DAY = timedelta(days=1)
ENDS = {"approve", "refuse", "withdraw", "record_held", "record_not_held", "report"}
PEOPLE = st.sampled_from([9, 120, 260])
REVIEWERS = st.sampled_from(["secretary", "reviewer", "president", "civil_affairs", "general", "leader"])


class Undone(Exception):
    """Takes back what one run wrote."""


class Life(RuleBasedStateMachine):
    """The life of one filing; whatever is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.scope = scope(make_federation().pk)
        self.scope.__enter__()

    def teardown(self):
        self.scope.__exit__(None, None, None)
        self.undo.__exit__(Undone, Undone(), None)

    @initialize(people=PEOPLE)
    def draft(self, people):
        self.at = MONDAY
        self.street = make_street()
        self.filing = drafted(self.street, people=people, public_outdoor_place=people > 9)

    @property
    def now(self):
        return Filing.objects.get(pk=self.filing.pk)

    def attempt(self, deed, **more):
        before, events = self.now.state, self.filing.events.count()
        try:
            with transaction.atomic():
                after = deed(filing_id=self.filing.pk, at=self.at, **more).state
        except DomainError:
            assert (self.now.state, self.filing.events.count()) == (before, events)
        else:
            assert after == self.now.state

    @rule(days=st.integers(min_value=1, max_value=9))
    def wait(self, days):
        self.at += days * DAY

    @rule()
    def submit(self):
        self.attempt(services.submit_filing, actor=self.street.leader)

    @rule(people=PEOPLE)
    def correct(self, people):
        said = content(people=people, public_outdoor_place=people > 9)
        version = self.now.version
        self.attempt(services.edit_draft, actor=self.street.leader, version=version, content=said)

    @rule()
    def resubmit(self):
        self.attempt(services.resubmit_filing, actor=self.street.leader)

    @rule(who=REVIEWERS)
    def approve(self, who):
        self.attempt(services.approve, actor=getattr(self.street, who))

    @rule(who=REVIEWERS)
    def return_it(self, who):
        self.attempt(services.return_for_correction, actor=getattr(self.street, who), note="补正")

    @rule(who=REVIEWERS)
    def refuse(self, who):
        self.attempt(services.refuse, actor=getattr(self.street, who), note="不行")

    @rule(who=REVIEWERS, to=REVIEWERS)
    def hand_over(self, who, to):
        actor, other = getattr(self.street, who), getattr(self.street, to)
        self.attempt(services.hand_over, actor=actor, to_person_id=other.person_id)

    @rule(who=REVIEWERS, to=st.sets(REVIEWERS, max_size=2), mode=st.sampled_from(rules.StepMode))
    def add_reviewers(self, who, to, mode):
        people = tuple(getattr(self.street, each).person_id for each in sorted(to))
        self.attempt(services.add_reviewers, actor=getattr(self.street, who), person_ids=people, mode=mode)

    @rule()
    def urge(self):
        self.attempt(services.urge_filing, actor=self.street.leader)

    @rule()
    def withdraw(self):
        self.attempt(services.withdraw_filing, actor=self.street.leader)

    @rule()
    def hold(self):
        self.attempt(services.record_held, actor=self.street.leader, held_on=self.now.first_day)

    @rule()
    def give_up(self):
        self.attempt(services.record_not_held, actor=self.street.leader, note="暴雨")

    @rule()
    def report(self):
        outcome = Outcome(held_on=self.now.first_day, people=90, spent_cents=1, story="好")
        self.attempt(services.report_filing, actor=self.street.leader, outcome=outcome)

    @invariant()
    def its_state_follows_from_its_deeds(self):
        if not hasattr(self, "filing"):
            return
        state = State.DRAFT
        for event in self.filing.events.in_order():
            state = FILING.next(state, Deed(event.deed))
        assert state == self.now.state

    @invariant()
    def its_due_day_is_the_clocks(self):
        if not hasattr(self, "filing") or not self.now.round:
            return
        filing, on = self.now, self.at.date()
        judged_on = max(e.on for e in filing.events.filter(deed__in=["submit", "resubmit"]))
        events = [event.clocked() for event in filing.events.filter(deed__in=CLOCKED).in_order()]
        within = classification_of(facts=filing.facts(), on=judged_on).answer_within
        clock = rules.clock(events=events, answer_within=within, calendar=china(), as_of=on)
        if within is None:  # returned, and corrected into something that needs no answer
            assert (clock.state, filing.answer_due_on) == (ClockState.NOT_STARTED, None)
            assert filing.state not in rules.UNDER_REVIEW
        elif filing.state == State.RETURNED:
            assert (clock.state, filing.answer_due_on) == (ClockState.STOPPED, None)
        elif filing.state in rules.UNDER_REVIEW:
            assert (clock.state, filing.answer_due_on) == (ClockState.RUNNING, clock.due.on)
        else:
            assert (clock.state, filing.answer_due_on) == (ClockState.ENDED, None)

    @invariant()
    def one_step_is_open_exactly_while_it_is_reviewed(self):
        if not hasattr(self, "filing"):
            return
        open_count = self.filing.steps.filter(state=ReviewStep.State.OPEN).count()
        assert open_count == (self.now.state in rules.UNDER_REVIEW)

    @invariant()
    def nobody_answers_after_the_end(self):
        if not hasattr(self, "filing"):
            return
        deeds = [event.deed for event in self.filing.events.in_order()]
        ends = [place for place, deed in enumerate(deeds) if deed in ENDS]
        assert not ends or set(deeds[ends[0] :]) <= ENDS


@pytest.mark.django_db
def test_the_life_of_a_filing():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
