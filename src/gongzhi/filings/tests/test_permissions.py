"""Who may do what, as a table: rows are deeds, columns are people."""

import pytest

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.filings import permissions
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import FILING, State
from gongzhi.filings.selectors.page import open_step_of
from gongzhi.filings.tests.factories import approved, drafted, submitted
from gongzhi.offices.testing import FIRST_DAY

ROLES = ("leader", "secretary", "reviewer", "president", "civil_affairs", "general", "cadre", "stranger")


def ask(deed, actor, filing):
    step = open_step_of(filing)
    questions = {
        "edit": lambda: permissions.may_edit(actor, filing),
        "copy": lambda: permissions.may_copy(actor, filing),
        "withdraw": lambda: permissions.may_withdraw(actor, filing, FIRST_DAY),
        "urge": lambda: permissions.may_urge(actor, filing, FIRST_DAY),
        "answer": lambda: permissions.may_answer(actor, filing, step),
        "hand over": lambda: permissions.may_hand_over(actor, filing, step),
        "add reviewers": lambda: permissions.may_add_reviewer(actor, filing, step),
        "attach": lambda: permissions.may_attach(actor, filing),
        "not held": lambda: permissions.may_record_not_held(actor, filing),
        "reveal": lambda: permissions.may_reveal(actor, filing),
        "note unfiled": lambda: permissions.may_note_unfiled(actor),
        "export": lambda: permissions.may_export(actor),
    }
    return questions[deed]()


TABLE = [
    ("edit", drafted, "leader"),
    ("edit", submitted, ""),
    ("copy", approved, "leader"),
    ("withdraw", submitted, "leader"),
    ("urge", submitted, "leader"),
    ("urge", approved, ""),
    ("answer", submitted, "secretary reviewer"),
    ("answer", approved, ""),
    ("hand over", submitted, "secretary reviewer general"),
    ("add reviewers", submitted, "secretary reviewer"),
    ("attach", submitted, "leader"),
    ("not held", approved, "leader"),
    ("not held", submitted, ""),
    ("reveal", submitted, "leader secretary reviewer president civil_affairs"),
    ("note unfiled", submitted, "secretary reviewer president civil_affairs cadre"),
    ("export", submitted, "leader secretary reviewer president civil_affairs general"),
]


@pytest.mark.parametrize(("deed", "stage", "allowed"), TABLE, ids=lambda part: getattr(part, "__name__", part))
def test_who_may_do_what(street, deed, stage, allowed):
    filing = stage(street)
    found = {role for role in ROLES if ask(deed, getattr(street, role), filing)}
    assert found == set(allowed.split())


@pytest.mark.parametrize("deed", sorted({row[0] for row in TABLE}))
def test_who_is_not_signed_in_may_nothing_and_is_told_why(street, deed):
    decision = ask(deed, ANONYMOUS, submitted(street))
    assert not decision
    assert decision.reason


def test_every_state_has_words_for_whoever_comes_too_late():
    assert {permissions.told_of(state) for state in State} == {permissions.told_of(state) for state in FILING.states}


@pytest.mark.parametrize(
    ("role", "stages"),
    [
        ("leader", {"draft", "submitted", "approved"}),
        ("secretary", {"submitted", "approved"}),
        ("general", {"submitted", "approved"}),
        ("cadre", {"submitted", "approved"}),
        ("stranger", set()),
    ],
)
def test_who_sees_which_filings(street, role, stages):
    for stage in (drafted, submitted, approved):
        stage(street)
    assert {each.state for each in Filing.objects.visible_to(getattr(street, role))} == stages
