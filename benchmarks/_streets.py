"""This will fill streets with a charter, members, and a year of meetings and filings: invented rows, put in by bulk."""

from datetime import UTC, date, datetime, timedelta

from benchmarks._words import organisation_names
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Division, Federation, Level
from gongzhi.filings.models import Filing, FilingEvent
from gongzhi.institution import services
from gongzhi.meetings.models import Meeting
from gongzhi.offices.models import Body
from gongzhi.offices.services.structure import set_up_standard_bodies
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, OrganisationIdentity
from gongzhi.organisations.rules import name_keys

FOUNDED = date(2024, 3, 20)
AT = datetime(2024, 3, 20, 4, tzinfo=UTC)
# Month → meetings of the body in the year; the charter asks for some of them, and some are missing.
SITTINGS = {"council": [4, 9], "assembly": [5], "branch": [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]}
FILINGS_EACH = 3
# Above those that the services give out.
FIRST_NUMBER = 1001
AT_ONCE = 5_000


def make_streets(*, count: int, organisations: int, year: int) -> list[Federation]:
    """Create federations, each with the model charter in force and a year of evidence."""
    return [make_street(number=number, organisations=organisations, year=year) for number in range(count)]


def make_street(*, number: int, organisations: int, year: int) -> Federation:
    """Create one federation of ``number`` with a year of evidence."""
    federation = make_federation(number)
    with scope(federation.pk):
        _bring_charter_into_force()
        set_up_standard_bodies(actor=SYSTEM, at=AT, established_on=FOUNDED)
        hold_meetings(year)
        file_activities(make_organisations(organisations), year)
    return federation


def make_federation(number: int) -> Federation:
    """Create an empty federation of an invented sub-district."""
    code = f"{990000 + number // 900:06d}{100 + number % 900:03d}"
    name = f"试{number}街道"
    division = Division.objects.create(code=code, name=name, level=Level.STREET, parent_code=code[:6])
    return Federation.objects.create(
        code=code, name=f"{name}社区社会组织联合会", short_name=f"试{number}", division=division, founded_on=FOUNDED
    )


def _bring_charter_into_force() -> None:
    draft = services.found_charter(actor=SYSTEM, title="示范章程", at=AT)
    services.adopt_charter(
        actor=SYSTEM,
        charter_id=draft.pk,
        starts_on=FOUNDED,
        adopted_on=FOUNDED,
        resolution_label="成立大会第1号决议",
        at=AT,
    )


def make_organisations(count: int) -> list[Organisation]:
    """Create admitted member organisations of the scope's federation."""
    identities = [OrganisationIdentity(name=name) for name in organisation_names(count)]
    OrganisationIdentity.objects.bulk_create(identities, batch_size=AT_ONCE)
    rows = [_organisation(identity) for identity in identities]
    Organisation.objects.bulk_create(rows, batch_size=AT_ONCE)
    ties = [Membership(organisation=row, state=Membership.State.ADMITTED, since=FOUNDED) for row in rows]
    Membership.objects.bulk_create(ties, batch_size=AT_ONCE)
    MembershipSpell.objects.bulk_create(
        [
            MembershipSpell(membership=tie, state=tie.state, starts_on=FOUNDED, recorded_at=AT, basis="成立大会")
            for tie in ties
        ],
        batch_size=AT_ONCE,
    )
    return rows


def _organisation(identity: OrganisationIdentity) -> Organisation:
    keys = name_keys(identity.name)
    return Organisation(
        identity=identity,
        name=identity.name,
        name_key=keys.key,
        name_pinyin=keys.pinyin,
        name_initials=keys.initials,
        category=Organisation.Category.SERVICE,
        people_count=30,
        founded_on=FOUNDED,
    )


def hold_meetings(year: int) -> None:
    """Hold the meetings of `SITTINGS` in the scope's federation."""
    bodies = {body.code: body for body in Body.objects.filter(code__in=SITTINGS)}
    Meeting.objects.bulk_create(
        _meeting(bodies[code], datetime(year, month, 12, 6, tzinfo=UTC), number)
        for code, months in SITTINGS.items()
        for number, month in enumerate(months, start=1)
    )


def _meeting(body: Body, at: datetime, number: int) -> Meeting:
    return Meeting(
        body=body,
        title=f"{body.name}第{number}次会议",
        number=number,
        kinds=["ordinary", "theme_day"] if body.code == Body.Code.BRANCH else ["ordinary"],
        starts_at=at,
        place="三楼会议室",
        state=Meeting.State.CLOSED,
        code=f"{number:06d}",
        drafted_at=at - timedelta(days=20),
        send_by=at.date() - timedelta(days=11),
        sent_at=at - timedelta(days=15),
        opened_at=at,
        closed_at=at + timedelta(hours=1),
        was_quorate=True,
    )


def file_activities(organisations: list[Organisation], year: int) -> None:
    """File three activities for each organisation over the year; of ten, one is late and one never reported on."""
    filings = [
        _filing(organisation, year, place * FILINGS_EACH + turn)
        for place, organisation in enumerate(organisations)
        for turn in range(FILINGS_EACH)
    ]
    Filing.objects.bulk_create(filings, batch_size=AT_ONCE)
    events = [event for filing in filings for event in _events(filing)]
    FilingEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def _filing(organisation: Organisation, year: int, number: int) -> Filing:
    starts_at = datetime(year, 2, 1, 1, tzinfo=UTC) + timedelta(days=number * 7 % 280)
    submitted_on = (starts_at - timedelta(days=3 if number % 10 == 0 else 25)).date()
    reported = number % 10 != 1
    return Filing(
        organisation=organisation,
        title=f"{organisation.name}第{number}次活动",
        kind=Filing.Kind.PERFORMANCE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place="社区广场",
        story="面向居民的公益演出。",
        leader_name="周敏",
        leader_phone="13800000000",
        people=120,
        budget_cents=100_000,
        filing_class=Filing.Class.APPROVAL if number % 4 == 0 else Filing.Class.NOTICE,
        state=Filing.State.REPORTED if reported else Filing.State.HELD,
        round=1,
        year=year,
        number=FIRST_NUMBER + number,
        issued_as=f"备〔{year}〕{FIRST_NUMBER + number}号",
        submitted_on=submitted_on,
        answered_on=submitted_on + timedelta(days=2),
        held_on=starts_at.date(),
        drafted_at=starts_at - timedelta(days=26),
    )


def _events(filing: Filing) -> list[FilingEvent]:
    """List who did what: handed in, approved, and mostly reported."""
    assert filing.submitted_on is not None
    assert filing.answered_on is not None
    days = [(FilingEvent.Deed.SUBMIT, filing.submitted_on), (FilingEvent.Deed.APPROVE, filing.answered_on)]
    if filing.state == Filing.State.REPORTED:
        days.append((FilingEvent.Deed.REPORT, filing.last_day + timedelta(days=4)))
    return [
        FilingEvent(filing=filing, deed=deed, on=on, at=datetime(on.year, on.month, on.day, 2, tzinfo=UTC))
        for deed, on in days
    ]
