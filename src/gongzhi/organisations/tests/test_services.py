"""Deeds of the register: names once, identities across federations, memberships in two times."""

from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.common import audit
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import ChangedMeanwhile
from gongzhi.organisations import rules, selectors, services
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, Representative
from gongzhi.organisations.services.register import CodesDiffer, CreditCodeTaken, OrganisationFacts
from gongzhi.organisations.services.representatives import BeforeThePresent
from gongzhi.people.models import Account

from .factories import AT, CODE, OTHER_CODE, TODAY, add, admit, apply, lead, make_member, make_person


def spells(membership: Membership) -> list[tuple[str, date, date | None]]:
    current = MembershipSpell.objects.filter(membership=membership, superseded_at__isnull=True).order_by("starts_on")
    return list(current.values_list("state", "starts_on", "ends_on"))


def edit(organisation: Organisation, **facts: Any) -> Organisation:
    values: dict[str, Any] = {"name": organisation.name, "credit_code": organisation.credit_code, **facts}
    return services.edit_organisation(
        actor=SYSTEM, organisation_id=organisation.pk, facts=OrganisationFacts(**values), at=AT
    )


def test_a_name_is_once_in_a_federation_whatever_its_width(federation: Federation) -> None:
    add("文星社区ABC舞蹈队")
    with pytest.raises(services.NameTaken):
        add("文星社区ＡＢＣ舞蹈队")


def test_a_code_is_once_in_a_federation(federation: Federation) -> None:
    add("甲队", credit_code=CODE, standing="registered")
    with pytest.raises(CreditCodeTaken, match="甲队"):
        add("乙队", credit_code=CODE, standing="registered")


def test_a_name_is_stored_as_written(federation: Federation) -> None:
    assert add(" 𠮷祥社区ＡＢＣ队 ").name == "𠮷祥社区ＡＢＣ队"


def test_one_code_is_one_identity_in_all_federations(federation: Federation, other_federation: Federation) -> None:
    here = add("文星社区舞蹈队", credit_code=CODE, standing="registered")
    with scope(other_federation.pk):
        there = add("文星舞蹈队", credit_code=CODE, standing="registered")
        nameless = add("文星社区舞蹈队")
    assert here.identity_id == there.identity_id
    assert nameless.identity_id != here.identity_id


def test_a_link_ties_two_records_without_a_code(federation: Federation, other_federation: Federation) -> None:
    with scope(other_federation.pk):
        there = add("文星社区舞蹈队")
    here = add("文星社区舞蹈队")
    services.link_organisation(
        actor=SYSTEM, organisation_id=here.pk, identity_id=there.identity_id, basis="负责人书面说明", at=AT
    )
    here.refresh_from_db()
    assert here.identity_id == there.identity_id


def test_records_with_different_codes_are_never_linked(federation: Federation, other_federation: Federation) -> None:
    with scope(other_federation.pk):
        there = add("甲队", credit_code=OTHER_CODE, standing="registered")
    here = add("甲队", credit_code=CODE, standing="registered")
    with pytest.raises(CodesDiffer):
        services.link_organisation(
            actor=SYSTEM, organisation_id=here.pk, identity_id=there.identity_id, basis="同名", at=AT
        )


def test_a_code_that_becomes_known_stays_with_the_identity(federation: Federation) -> None:
    organisation = add("甲队")
    identity = organisation.identity_id
    edit(organisation, credit_code=CODE, standing="registered")
    organisation.refresh_from_db()
    assert (organisation.identity_id, organisation.identity.credit_code) == (identity, CODE)


def test_editing_logs_what_changed_only(federation: Federation) -> None:
    organisation = add("甲队")
    edit(organisation, offers="音响")
    entry = audit.thread(organisation)[-1]
    assert entry.facts == {"offers": ["", "音响"]}


def test_the_second_editor_is_told(federation: Federation) -> None:
    organisation = add("甲队")
    seen_at = organisation.changed_at
    edit(organisation, offers="音响")
    with pytest.raises(ChangedMeanwhile):
        services.edit_organisation(
            actor=SYSTEM,
            organisation_id=organisation.pk,
            facts=OrganisationFacts(name="甲队", offers="教室"),
            at=AT,
            seen_at=seen_at,
        )


def test_a_membership_from_application_to_restoring(federation: Federation) -> None:
    membership = admit(apply(add("甲队")), number="001")
    services.suspend(
        actor=SYSTEM, membership_id=membership.pk, on=date(2026, 3, 1), basis="决议2", reason="未交年报", at=AT
    )
    services.restore(actor=SYSTEM, membership_id=membership.pk, on=date(2026, 4, 1), basis="决议3", at=AT)
    assert spells(membership) == [
        ("applied", date(2026, 1, 10), date(2026, 2, 1)),
        ("admitted", date(2026, 2, 1), date(2026, 3, 1)),
        ("suspended", date(2026, 3, 1), date(2026, 4, 1)),
        ("admitted", date(2026, 4, 1), None),
    ]
    membership.refresh_from_db()
    assert (membership.state, membership.since, membership.number) == ("admitted", date(2026, 4, 1), "001")


def test_membership_on_a_day_follows_the_spells(federation: Federation) -> None:
    organisation = add("甲队")
    membership = admit(apply(organisation))
    services.suspend(
        actor=SYSTEM, membership_id=membership.pk, on=date(2026, 3, 1), basis="决议2", reason="未交年报", at=AT
    )
    known = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
    members = [selectors.is_member(organisation_id=organisation.pk, on=day) for day in known]
    assert members == [False, True, True, False]


def test_two_deeds_on_one_day_leave_no_empty_spell(federation: Federation) -> None:
    day = date(2026, 1, 10)
    membership = admit(apply(add("甲队"), day), day)
    assert spells(membership) == [("admitted", day, None)]
    assert membership.spells.count() == 2


def test_a_refused_or_departed_organisation_may_apply_again(federation: Federation) -> None:
    organisation = add("甲队")
    membership = apply(organisation)
    services.refuse(
        actor=SYSTEM, membership_id=membership.pk, on=date(2026, 2, 1), basis="决议1", reason="材料不全", at=AT
    )
    again = apply(organisation, date(2026, 3, 1))
    assert again.pk == membership.pk
    services.leave(actor=SYSTEM, membership_id=again.pk, on=date(2026, 4, 1), reason="撤回", at=AT)
    assert apply(organisation, date(2026, 5, 1)).state == "applied"


def test_deeds_that_do_not_fit_are_refused_with_words(federation: Federation) -> None:
    organisation = add("甲队")
    membership = apply(organisation)
    with pytest.raises(NotAllowed, match="waits for a decision"):
        services.suspend(actor=SYSTEM, membership_id=membership.pk, on=TODAY, basis="决议", reason="无", at=AT)
    with pytest.raises(NotAllowed, match="waits for a decision"):
        apply(organisation)


def test_decisions_need_basis_and_reason(federation: Federation) -> None:
    membership = apply(add("甲队"))
    with pytest.raises(rules.BasisMissing):
        admit(membership, basis="  ")
    with pytest.raises(rules.ReasonMissing):
        services.refuse(actor=SYSTEM, membership_id=membership.pk, on=TODAY, basis="决议", reason="", at=AT)
    membership.refresh_from_db()
    assert membership.state == "applied"


def test_days_lie_in_order_and_not_in_the_future(federation: Federation) -> None:
    membership = apply(add("甲队"))
    with pytest.raises(rules.BeforeLastChange):
        admit(membership, date(2026, 1, 9))
    with pytest.raises(rules.InTheFuture):
        admit(membership, TODAY + timedelta(days=1))


def test_a_dissolved_organisation_cannot_apply(federation: Federation) -> None:
    with pytest.raises(rules.DissolvedCannotApply):
        apply(add("甲队", standing="dissolved"))


def test_a_person_applies_too(federation: Federation) -> None:
    person = make_person("马娟春")
    membership = services.apply_for_membership(actor=SYSTEM, person_id=person.pk, on=date(2026, 1, 10), at=AT)
    admit(membership)
    assert [voice.person_id for voice in selectors.assembly_voices(on=TODAY)] == [person.pk]


def test_a_correction_keeps_the_wrong_spell(federation: Federation) -> None:
    membership = admit(apply(add("甲队")), at=AT - timedelta(days=30))
    wrong = membership.spells.get(state="admitted")
    services.correct_spell(
        actor=SYSTEM,
        spell_id=wrong.pk,
        starts_on=date(2026, 2, 3),
        ends_on=None,
        basis=wrong.basis,
        reason="日期写错",
        at=AT,
    )
    wrong.refresh_from_db()
    membership.refresh_from_db()
    assert wrong.superseded_at == AT
    assert membership.since == date(2026, 2, 3)
    with pytest.raises(ChangedMeanwhile):
        services.correct_spell(
            actor=SYSTEM, spell_id=wrong.pk, starts_on=TODAY, ends_on=None, basis="", reason="再改", at=AT
        )


def test_a_correction_does_not_reach_into_its_neighbour(federation: Federation) -> None:
    membership = admit(apply(add("甲队")))
    spell = membership.spells.get(state="admitted")
    with pytest.raises(rules.SpellsOverlap):
        services.correct_spell(
            actor=SYSTEM, spell_id=spell.pk, starts_on=date(2026, 1, 20), ends_on=None, basis="", reason="改", at=AT
        )


def test_a_resend_gives_the_first_answer(federation: Federation) -> None:
    membership = apply(add("甲队"))
    key = "0b0e1c9e-2d6e-4d9c-9f43-0f3b5d1c6a10"
    assert admit(membership, key=key).pk == admit(membership, key=key).pk


def test_a_new_leader_takes_the_place_of_the_present_one(federation: Federation) -> None:
    organisation = add("甲队")
    first, second = make_person("何海"), make_person("周敏")
    lead(organisation, first)
    lead(organisation, second, date(2026, 6, 1))
    speaking = Representative.objects.speaking
    assert [row.person_id for row in speaking(date(2026, 5, 31))] == [first.pk]
    assert [row.person_id for row in speaking(date(2026, 6, 1))] == [second.pk]
    assert Representative.objects.count() == 3
    with pytest.raises(services.AlreadyNamed):
        lead(organisation, second, date(2026, 7, 1))
    with pytest.raises(BeforeThePresent):
        lead(organisation, first, date(2026, 6, 1))


def test_members_without_a_leader_are_named(federation: Federation) -> None:
    mute = make_member("甲队")
    make_member("乙队", make_person("何海"))
    add("丙队")
    assert selectors.members_without_leader(on=TODAY) == [mute]


def test_elsewhere_tells_the_federation_and_the_state_only(
    federation: Federation, other_federation: Federation
) -> None:
    here = make_member("文星社区舞蹈队", credit_code=CODE, standing="registered")
    leader, stranger = (Account.objects.create(username=name) for name in ("leader", "stranger"))
    with scope(other_federation.pk):
        there = make_person("何海", account=leader)
        make_member("文星舞蹈队", there, credit_code=CODE, standing="registered", note="那边的备注")
    asked = {"identity_id": here.identity_id, "federation_id": federation.pk, "on": TODAY}
    assert selectors.elsewhere(account_id=stranger.pk, **asked) == []
    [found] = selectors.elsewhere(account_id=leader.pk, **asked)
    assert (found.federation_name, found.state) == (other_federation.name, "admitted")
    assert set(found.__slots__) == {"federation_name", "state", "since"}
