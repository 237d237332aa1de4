"""Who sees what, and who may do what: rights as a table."""

import pytest

from gongzhi.common.permissions import ANONYMOUS, SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.matters import permissions, services
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.rules.flow import Deed
from gongzhi.matters.tests.factories import MONDAY, accepted, answered, escalated, voiced
from gongzhi.offices.models import Term

ROLES = ("general", "president", "handler", "clerk", "civil_affairs", "cadre", "leader", "stranger")


@pytest.fixture
def matter(street):
    return accepted(street)


def classify(street, matter, sensitivity):
    services.classify(
        actor=street.general, matter_id=matter.pk, category="", community_id=None, place="", sensitivity=sensitivity,
        at=MONDAY,
    )  # fmt: skip
    return Matter.objects.get(pk=matter.pk)


def who(street, question):
    return {role for role in ROLES if question(getattr(street, role))}


def test_readers_see_all_but_the_private(street, matter):
    sees = lambda actor: Matter.objects.visible_to(actor).filter(pk=matter.pk).exists()  # noqa: E731
    assert who(street, sees) == {"general", "president", "handler", "clerk", "civil_affairs"}
    classify(street, matter, "private")
    # Its owner, and those who give matters an owner.
    assert who(street, sees) == {"handler", "general", "president", "clerk"}
    assert not Matter.objects.visible_to(ANONYMOUS).exists()
    assert Matter.objects.visible_to(SYSTEM).exists()


def test_one_loaded_and_many_selected_agree(street):
    rows = [accepted(street), classify(street, accepted(street), "private"), voiced().matter, escalated(street).matter]
    sent_down = services.escalate(
        actor=street.general, matter_id=rows[0].pk, body_id=street.community.pk, reason="请协调", at=MONDAY
    ).matter
    for role in ROLES:
        actor = getattr(street, role)
        for matter in (*rows, sent_down):
            fresh = Matter.objects.get(pk=matter.pk)
            assert (
                bool(permissions.may_read(actor, fresh))
                == Matter.objects.visible_to(actor).filter(pk=matter.pk).exists()
            )


def test_those_above_see_what_was_escalated_to_them(street):
    to_community, to_street = accepted(street), escalated(street).matter
    services.escalate(
        actor=street.general, matter_id=to_community.pk, body_id=street.community.pk, reason="请协调", at=MONDAY
    )
    assert set(Matter.objects.visible_to(street.cadre)) == {to_community}
    classify(street, to_street, "private")
    assert to_street in Matter.objects.visible_to(street.civil_affairs)


def test_who_leaves_office_sees_nothing_any_more(street, matter):
    Term.objects.filter(person=street.handler.person_id).update(ends_on=MONDAY.date())
    from_now_on = type(street.handler)(
        account_id=street.handler.account_id,
        person_id=street.handler.person_id,
        federation_id=street.handler.federation_id,
    )
    assert not Matter.objects.visible_to(from_now_on).exists()
    assert not permissions.may_handle(from_now_on, matter)


def test_voices_are_seen_with_their_matter_or_as_ones_own(street):
    other = voiced()
    own = voiced(actor=street.leader, asker="member", organisation_id=street.choir.pk)
    mine = voiced(actor=street.stranger, person_id=street.stranger.person_id)
    assert set(Voice.objects.visible_to(street.leader)) == {own}
    assert set(Voice.objects.visible_to(street.stranger)) == {mine}
    assert set(Voice.objects.visible_to(street.clerk)) == {other, own, mine}
    assert not Voice.objects.visible_to(ANONYMOUS).exists()
    classify(street, own.matter, "private")
    assert own in Voice.objects.visible_to(street.leader)
    assert own not in Voice.objects.visible_to(street.civil_affairs)
    assert not Voice.objects.own(ANONYMOUS).exists()


RIGHTS = {
    "hand_over": (permissions.may_hand_over, {"handler", "general", "president", "clerk"}),
    "answer": (lambda a, m: permissions.may_do(a, m, Deed.ANSWER), {"handler", "general", "president", "clerk"}),
    "escalate": (permissions.may_escalate, {"general", "president", "clerk"}),
    "merge": (permissions.may_merge, {"general", "president", "clerk"}),
    "split": (permissions.may_split, {"general", "president", "clerk"}),
    "defer": (permissions.may_defer, {"handler", "general", "president", "clerk"}),
    "tell": (permissions.may_tell, {"handler", "general", "president", "clerk", "cadre"}),
    "take": (lambda a, m: permissions.may_take(a), {"general", "clerk", "cadre"}),
}


@pytest.mark.parametrize("deed", RIGHTS)
def test_rights(street, matter, deed):
    may, allowed = RIGHTS[deed]
    assert who(street, lambda actor: may(actor, matter)) == allowed
    assert not may(ANONYMOUS, matter)


def test_a_private_matter_is_handled_by_few(street, matter):
    matter = classify(street, matter, "private")
    services.hand_over(
        actor=street.general, matter_id=matter.pk, owner_id=street.general.person_id, reason="保密", at=MONDAY
    )
    matter.refresh_from_db()
    decision = permissions.may_handle(street.handler, matter)
    assert not decision
    assert "private" in decision.reason


def test_the_answer_to_a_private_matter_is_brought_by_few(street, matter):
    assert permissions.may_tell(street.cadre, matter)
    matter = classify(street, matter, "private")
    assert who(street, lambda actor: permissions.may_tell(actor, matter)) == {
        "handler",
        "general",
        "president",
        "clerk",
    }


def test_a_refusal_says_what_became_of_it(street):
    done = answered(street)
    assert permissions.may_do(street.handler, done, Deed.ANSWER).reason == "It was answered already."
    assert permissions.may_accept(street.general, done).reason == "It was answered already."
    assert permissions.may_merge(street.general, done).reason == "It was answered already."


def test_only_those_trusted_with_contacts_reveal_them(street):
    voice = voiced(street)
    assert who(street, lambda actor: permissions.may_reveal(actor, voice)) == {"general", "clerk"}


def test_one_street_never_sees_anothers(street, other_federation, matter):

    with scope(other_federation.pk):
        assert not Matter.objects.visible_to(SYSTEM).exists()
        with pytest.raises(Matter.DoesNotExist):
            services.close(actor=SYSTEM, matter_id=matter.pk, at=MONDAY)
