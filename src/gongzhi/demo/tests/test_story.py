"""What the demo holds."""

from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from gongzhi.common.imports.models import ImportRow
from gongzhi.common.tenancy import across, scope
from gongzhi.demo.services import NotADemoDatabase, load_demo
from gongzhi.demo.services.registers import roster
from gongzhi.demo.story.members import APPLICANTS, MEMBERS
from gongzhi.demo.story.people import LOGINS, NEWCOMERS
from gongzhi.demo.story.streets import NORTH_CODE
from gongzhi.demo.tests.conftest import ANY_DAY
from gongzhi.federations.models import Community, Federation, Grid, PopulationCell
from gongzhi.filings.models import Filing, UnfiledActivity
from gongzhi.institution.models import Charter, Waiver
from gongzhi.matters.models import Matter, Voice
from gongzhi.meetings.models import Ballot, Candidate, Envelope, Meeting, Proxy, Resolution
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.offices.models import Term
from gongzhi.offices.selectors import composition_findings
from gongzhi.organisations.models import Membership, Organisation
from gongzhi.people.models import Account, Person
from gongzhi.surveys.models import Response
from gongzhi.visits.models import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("demo", ANY_DAY[:1], indirect=True, scope="package")]


def counts() -> dict[str, int]:
    with across(reason="count the demo"):
        registers = (Federation, Organisation, Membership, Person, Account, Term)
        deeds = (Meeting, Resolution, Ballot, Candidate, Envelope, Filing, Charter, Matter, Voice, Visit, Response)
        models = (*registers, *deeds)
        return {model.__name__: model.objects.count() for model in models}


def test_the_register_of_the_main_street(main):
    kinds = Organisation.objects.order_by("kind").values_list("kind", flat=True)
    assert list(kinds).count("enterprise") == 14
    assert list(kinds).count("community_social") == 50 + len(APPLICANTS)
    assert Membership.objects.filter(person__isnull=False).count() == 11
    assert set(Membership.objects.values_list("state", flat=True)) == {
        "admitted", "applied", "suspended", "left", "refused",
    }  # fmt: skip
    assert ImportRow.objects.filter(state="problem").count() == 8


def test_the_ground_of_the_main_street(main):
    assert Community.objects.count() == 10
    assert not Community.objects.filter(households__isnull=True).exists()
    assert Grid.objects.exists()
    assert 0 < PopulationCell.objects.order_by().values("community").distinct().count() < Community.objects.count()


def test_eighteen_councillors_make_a_quorum_of_twelve(main):
    met = Meeting.objects.filter(body__code="council", state="closed", was_quorate=True).order_by("starts_at")
    assert met.count() == 3
    motion = met.first().items.filter(state="carried").first()
    assert (motion.entitled_count, motion.quorum_needed) == (18, 12)


def test_a_council_without_quorum_could_only_talk(main):
    talked = Meeting.objects.get(body__code="council", was_quorate=False)
    assert roll_of(talked).attendance(since=talked.opened_at).in_person < 12
    assert set(talked.items.values_list("state", flat=True)) == {"heard", "withdrawn"}
    assert not Resolution.objects.filter(meeting=talked).exists()


def test_the_assembly_changed_one_number_of_the_charter(main):
    first, second = Charter.objects.ever_binding()
    before = dict(first.clauses.values_list("code", "params"))
    after = dict(second.clauses.values_list("code", "params"))
    changed = [code for code in before if before[code] != after[code]]
    assert changed == ["charter.minutes.deadline"]
    resolution = Resolution.objects.get(pk=second.resolution_id)
    assert resolution.meeting.body.code == "assembly"
    assert Proxy.objects.filter(meeting=resolution.meeting).count() == 6


def test_a_second_deputy_of_the_branch_is_unlawful(main, demo):
    found = composition_findings(on=demo.date())
    assert any(f.clause_code.endswith("branch.deputies") and not f.is_lawful for f in found)


def test_a_president_without_the_document_is_held_back(demo):
    with scope(Federation.objects.get(code=NORTH_CODE).pk):
        term = Term.objects.known_on().get(office__code="president")
    assert term.is_held_back


def test_filings_of_every_class_and_kind(main):
    filed = Filing.objects.exclude(state="draft")
    assert 25 <= filed.count() <= 40
    assert {"approval", "notice"} <= set(filed.values_list("filing_class", flat=True))
    assert filed.filter(is_late=True).exists()
    assert filed.get(needs_permit=True).police_permit_number
    assert UnfiledActivity.objects.filter(answered_at__isnull=True).exists()
    assert UnfiledActivity.objects.filter(answered_at__isnull=False).exists()


def test_one_duty_was_let_off(main):
    assert Waiver.objects.get().given_by_office == "会长"


def test_every_name_is_invented(demo):
    people = {newcomer.name for newcomers in NEWCOMERS.values() for newcomer in newcomers}
    by_hand = [*APPLICANTS, *(member for members in MEMBERS.values() for member in members)]
    people |= {member.leader for member in by_hand}
    organisations = {member.name for member in by_hand}
    workbook = openpyxl.load_workbook(BytesIO(roster()), read_only=True)
    cells = {
        str(cell).strip() for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell
    }
    with across(reason="read all names of the demo"):
        assert set(Person.objects.values_list("name", flat=True)) <= people | cells
        assert set(Organisation.objects.values_list("name", flat=True)) <= organisations | cells
    assert any("𠮷" in name for name in people | cells)
    assert any("·" in name for name in people | cells)


def test_nobody_has_a_password(demo):
    accounts = {account.username: account for account in Account.objects.all()}
    assert set(accounts) == {login.username for logins in LOGINS.values() for login in logins}
    assert not any(account.has_usable_password() for account in accounts.values())


def test_loading_it_again_changes_nothing(demo):
    before = counts()
    assert not load_demo(now=timezone.now()).is_new
    assert counts() == before


def test_the_command_says_so_and_names_the_accounts(demo):
    said = StringIO()
    call_command("demo", stdout=said)
    assert "demo-secretary" in said.getvalue()


def test_it_is_never_loaded_beside_real_data(demo):
    Federation.objects.filter(code=NORTH_CODE).update(is_demo=False)
    with pytest.raises(NotADemoDatabase):
        load_demo(now=timezone.now())
    with pytest.raises(CommandError):
        call_command("demo")
