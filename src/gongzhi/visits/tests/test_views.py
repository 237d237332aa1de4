"""Pages: who sees and sends what, wrong input, and the walk at the door."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import grouped, receipt_code
from gongzhi.visits import services
from gongzhi.visits.models import Visit, VisitPlan
from gongzhi.visits.rules import VisitKind, Whom
from gongzhi.visits.tests.factories import FIRST_DAY, LIGHT, MONDAY, PRAISE, given, visited
from gongzhi.visits.tests.pages import words

MOST_QUERIES = 30
NASTY = "<script>alert(1)</script>\"'=1+1 𠮷"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


def typed(**more):
    """What is typed at the door."""
    return {"result": "met", "on": "2026-11-02", "reply": "receipt", **more}


def test_a_cadre_writes_a_visit_down_and_reads_the_code_out(street, seen_by, federation, url_in):
    target = given(street)
    client = seen_by(street.cadre)
    assert "3栋2单元501" in words(client.get(url_in(federation, "visits:mine")))
    sent = client.post(
        url_in(federation, "visits:record", target.pk),
        typed(said_community="路灯坏了", said_federation="唱得好", keep_federation="on"),
    )
    assert sent.status_code == 303
    page = client.get(sent.url)
    voice = Voice.objects.get()
    assert grouped(receipt_code(voice)) in words(page)
    assert page.headers["Cache-Control"].count("no-store") == 1
    assert f'data-draft-done="visit/{target.pk}/{street.cadre.person_id}"' in page.content.decode()
    slip = client.get(url_in(federation, "visits:slip", Visit.objects.get().pk))
    assert grouped(receipt_code(voice)) in words(slip)


def test_the_codes_are_for_the_visitor_and_for_the_day(street, seen_by, federation, url_in):
    visit = visited(street, given(street), LIGHT)
    done, slip = (url_in(federation, f"visits:{name}", visit.pk) for name in ("done", "slip"))
    assert seen_by(street.planner).get(done).status_code == 303
    assert seen_by(street.planner).get(slip).status_code == 403
    assert seen_by(street.cadre).get(done).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=1)):
        assert seen_by(street.cadre).get(done).status_code == 303
        assert seen_by(street.cadre).get(slip).status_code == 403


def test_the_last_visit_is_told_at_the_door(street, seen_by, federation, url_in):
    target = given(street)
    visited(street, target, LIGHT, PRAISE)
    said = words(seen_by(street.cadre).get(url_in(federation, "visits:record", target.pk)))
    assert LIGHT.words in said
    assert str(Voice.Standing.WAITING.label) in said


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"result": ""}, "result"),
        ({"result": "drunk"}, "result"),
        ({"result": "refused", "said_street": "走开"}, "result"),
        ({"on": ""}, "on"),
        ({"on": "2026-11-03"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "0001-01-01"}, "on"),
        ({"said_street": "长" * 2001}, "said_street"),
        ({"said_street": "路灯\u202e灯路"}, "said_street"),
        ({"companions": "长" * 101}, "companions"),
        ({"community": str(uuid4())}, "community"),
        ({"group": "everybody"}, "group"),
        ({"reply": "pigeon"}, "reply"),
        ({"reply": "phone", "said_street": "路灯"}, "contact"),
        ({"reply": "phone", "said_street": "路灯", "contact": "13812340001"}, "consent"),
        ({"reply": "phone", "said_street": "路灯", "contact": "12", "consent": "on"}, "contact"),
        ({"note": "长" * 2001}, "note"),
    ],
)
def test_wrong_input_is_told_on_its_field_and_nothing_typed_is_lost(street, seen_by, federation, url_in, change, field):
    target = given(street)
    sent = typed(said_federation="这句话要留住", **change)
    answer = seen_by(street.cadre).post(url_in(federation, "visits:record", target.pk), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "这句话要留住" in answer.content.decode()
    assert not Visit.objects.exists()
    assert not Voice.objects.exists()


def test_scripts_are_shown_and_never_run(street, seen_by, federation, url_in):
    target = services.add_target(
        actor=street.planner,
        whom=Whom(kind=VisitKind.HOUSEHOLD, label=f"5栋{NASTY}"),
        community_id=street.community.pk,
        note=NASTY,
        at=MONDAY,
    )
    services.give_targets(
        actor=street.planner, target_ids=[target.pk], person_id=street.cadre.person_id, due_on=FIRST_DAY, at=MONDAY
    )
    client, planner = seen_by(street.cadre), seen_by(street.planner)
    sent = client.post(
        url_in(federation, "visits:record", target.pk),
        typed(said_community=NASTY, said_street=NASTY, keep_street="on", companions=NASTY, note=NASTY),
    )
    visit = Visit.objects.get()
    pages = [
        client.get(sent.url),
        client.get(url_in(federation, "visits:mine")),
        client.get(url_in(federation, "visits:slip", visit.pk)),
        client.get(url_in(federation, "visits:visit", visit.pk)),
        client.get(url_in(federation, "visits:correct", visit.pk)),
        client.get(url_in(federation, "visits:record", target.pk)),
        planner.get(url_in(federation, "visits:list")),
        planner.get(url_in(federation, "visits:targets")),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert Voice.objects.get().words == NASTY


def test_no_other_field_can_be_set(street, seen_by, federation, url_in):
    target = given(street)
    sneaky = {"visitor": str(street.planner.person_id), "version": "7", "voided_at": "2026-01-01", "kind": "member"}
    seen_by(street.cadre).post(url_in(federation, "visits:record", target.pk), typed(**sneaky))
    visit = Visit.objects.get()
    assert (visit.visitor_id, visit.version, visit.voided_at, visit.kind) == (
        street.cadre.person_id,
        1,
        None,
        "household",
    )


def test_a_form_sent_before_with_other_words_lets_its_draft_go(street, seen_by, federation, url_in):
    target = given(street)
    client, address = seen_by(street.cadre), url_in(federation, "visits:record", target.pk)
    first = client.post(address, typed(said_street="甲", deed_key="k1"))
    again = client.post(address, typed(said_street="甲", deed_key="k1"))
    assert first.url == again.url
    other = client.post(address, typed(said_street="乙", deed_key="k1"))
    assert other.status_code == 422
    assert f'data-draft-done="visit/{target.pk}/' in other.content.decode()
    assert 'data-draft=""' in other.content.decode()
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "who", "field"),
    [
        ("household", {"label": "7栋101"}, ""),
        ("enterprise", {"label": "街口小店"}, ""),
        ("enterprise", {"organisation": "麦香食品有限公司"}, ""),
        ("hook_up", {"organisation": "桂苑社区合唱团"}, ""),
        ("household", {"label": " "}, "label"),
        ("hook_up", {"label": "某队"}, "organisation"),
        ("member", {"organisation": "没有的组织"}, "organisation"),
    ],
)
def test_a_visit_nobody_planned(street, seen_by, federation, url_in, kind, who, field):
    answer = seen_by(street.cadre).post(url_in(federation, "visits:spot", kind), typed(**who))
    if field:
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]
        return
    assert answer.status_code == 303
    assert Visit.objects.get().name == next(iter(who.values()))


def test_what_was_forgotten_is_added(street, seen_by, federation, url_in):
    visit = visited(street, given(street))
    address = url_in(federation, "visits:add", visit.pk)
    client = seen_by(street.cadre)
    assert client.get(address).status_code == 200
    assert client.post(address, {"said_street": "窗口排队久", "reply": "receipt"}).status_code == 303
    assert visit.remarks.get().voice_id == Voice.objects.get().pk


def test_two_windows_show_both_wordings(street, seen_by, federation, url_in):
    visit = visited(street, given(street), PRAISE)
    address = url_in(federation, "visits:correct", visit.pk)
    mine = {**typed(version="1"), "kept_1": "甲"}
    assert seen_by(street.cadre).post(address, mine).status_code == 303
    stale = seen_by(street.planner).post(address, {**mine, "kept_1": "乙"})
    assert stale.status_code == 422
    assert ("甲", "乙") in [(row["saved"], row["typed"]) for row in stale.context["differences"]]
    assert seen_by(street.planner).post(address, {**mine, "kept_1": "乙", "version": "2"}).status_code == 303
    assert visit.remarks.get().words == "乙"


def test_a_visit_is_declared_void_with_a_reason(street, seen_by, federation, url_in):
    visit = visited(street, given(street), LIGHT)
    client, address = seen_by(street.cadre), url_in(federation, "visits:void", visit.pk)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "重复登记"}).status_code == 303
    page = client.get(url_in(federation, "visits:visit", visit.pk))
    assert "重复登记" in words(page)
    assert client.get(address).status_code == 403


OPEN, SHUT, GONE = 200, 403, 404
RIGHTS = [
    # page, planner, president, street office, cadre it was given to, colleague, stranger
    ("mine", (OPEN, OPEN, SHUT, OPEN, OPEN, SHUT)),
    ("spot", (OPEN, OPEN, SHUT, OPEN, OPEN, SHUT)),
    ("list", (OPEN, OPEN, OPEN, SHUT, SHUT, SHUT)),
    ("plan", (OPEN, OPEN, OPEN, SHUT, SHUT, SHUT)),
    ("plan_edit", (OPEN, SHUT, SHUT, SHUT, SHUT, SHUT)),
    ("targets", (OPEN, OPEN, OPEN, SHUT, SHUT, SHUT)),
    ("target_new", (OPEN, SHUT, SHUT, SHUT, SHUT, SHUT)),
    ("target", (OPEN, OPEN, OPEN, OPEN, GONE, GONE)),
    ("record", (OPEN, OPEN, SHUT, OPEN, GONE, GONE)),
    ("visit", (OPEN, OPEN, OPEN, OPEN, GONE, GONE)),
    ("correct", (OPEN, SHUT, SHUT, OPEN, GONE, GONE)),
    ("void", (OPEN, SHUT, SHUT, OPEN, GONE, GONE)),
    ("add", (OPEN, SHUT, SHUT, OPEN, GONE, GONE)),
    ("slip", (SHUT, SHUT, SHUT, OPEN, GONE, GONE)),
]
ROLES = ("planner", "president", "street", "cadre", "colleague", "stranger")


@pytest.mark.parametrize(("name", "expected"), RIGHTS)
def test_who_opens_which_page(street, seen_by, federation, url_in, name, expected):
    target = given(street)
    visit = visited(street, target, LIGHT)
    objects = {"spot": ["household"], "target_new": ["household"], "target": [target.pk], "record": [target.pk]}
    of_visit = {one: [visit.pk] for one in ("visit", "correct", "void", "add", "slip")}
    address = url_in(federation, f"visits:{name}", *{**objects, **of_visit}.get(name, []))
    assert Client().get(address).status_code == 302
    found = tuple(seen_by(getattr(street, role)).get(address).status_code for role in ROLES)
    assert found == expected


def test_who_may_not_send_changes_nothing(street, seen_by, federation, url_in):
    target = given(street)
    visit = visited(street, target)
    counts = {f"count_{kind}": "2" for kind in VisitKind}
    deeds = [
        ("correct", visit.pk, typed(version="1", note="改")),
        ("void", visit.pk, {"reason": "x"}),
        ("drop", target.assignments.get().pk, {}),
        ("record", target.pk, typed()),
        ("plan_edit", None, {**counts, "version": "0"}),
        ("take_over", None, {}),
        ("targets", None, {"targets": [target.pk], "person": street.cadre.person_id, "due_on": "2026-11-20"}),
        ("target", target.pk, {"note": "改"}),
    ]
    for role in ("street", "colleague", "stranger"):
        client = seen_by(getattr(street, role))
        for page, pk, body in deeds:
            address = url_in(federation, f"visits:{page}", *([pk] if pk else []))
            assert client.post(address, body).status_code in {SHUT, GONE, 422}
    visit.refresh_from_db()
    target.refresh_from_db()
    assert (visit.version, visit.voided_at, Visit.objects.count(), target.note) == (1, None, 1, "")
    assert not VisitPlan.objects.filter(version__gt=0).exists()


@pytest.mark.parametrize("name", ["list", "targets", "plan", "mine", "visit", "record", "target"])
def test_pages_take_few_queries(street, seen_by, federation, url_in, name, django_assert_max_num_queries):
    targets = [given(street, f"{number}栋101") for number in range(12)]
    visits = [visited(street, target, LIGHT, PRAISE) for target in targets[:8]]
    objects = {"visit": [visits[0].pk], "record": [targets[0].pk], "target": [targets[0].pk]}
    client = seen_by(street.cadre if name in {"mine", "record"} else street.planner)
    address = url_in(federation, f"visits:{name}", *objects.get(name, []))
    client.get(address)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("list", "?kind=x&result=y&community=z&first=0000&last=9999-99-99&page=-3"),
        ("targets", "?q=%27%22%3C&kind=x&community=1&stands=z&page=99999"),
        ("plan", "?year=99999999999999999999"),
        ("plan", "?year=-1"),
        ("plan", "?year=²⁰²⁶"),
        ("plan_edit", "?year=abc"),
    ],
)
def test_wrong_addresses_narrow_nothing(street, seen_by, federation, url_in, name, query):
    assert seen_by(street.planner).get(url_in(federation, f"visits:{name}") + query).status_code == 200


def test_an_unknown_kind_is_no_page(street, seen_by, federation, url_in):
    assert seen_by(street.planner).get(url_in(federation, "visits:spot", "spy")).status_code == 404
    assert seen_by(street.planner).get(url_in(federation, "visits:target_new", "spy")).status_code == 404
