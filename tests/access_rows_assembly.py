"""Who may open and do what in elections, consultations, journeys and surveys: a part of tests/access_table.py."""

import json
from collections.abc import Mapping

from tests.access_rows import ALL, FORBIDDEN, OK, Open, Row, button, form

SECRETARY, CHAIR = "secretary", "secretary council"
"""The secretary-general calls and records meetings; a vice president of the council may preside over them too."""

ELECTIONS = {
    "meetings:election": Row(("election",), do=SECRETARY, stays=FORBIDDEN, body={"person": "=祁文"}),
    "meetings:election_add": form("meeting", do=SECRETARY, stays=FORBIDDEN),
    "meetings:election_edit": form("election", do=SECRETARY, stays=FORBIDDEN),
    "meetings:candidate_order": button("election", do=SECRETARY),
    "meetings:candidate_withdraw": button("candidate", do=SECRETARY),
    "meetings:candidate_move": button("candidate", do=SECRETARY, body={"by": "=-1"}),
    "meetings:election_count": Row(("election_counting",), do=CHAIR, body={"second_teller": "="}),
    "meetings:election_follow": form("election_failed", do=SECRETARY, stays=FORBIDDEN),
    # Everybody else of the council says it for oneself: nobody of these.
    "meetings:recusals": Row(("election",), do=CHAIR),
    "meetings:recusal_take_back": button("recusal", do=CHAIR),
    "meetings:tasks": Row(),
}

CONSULTATIONS = {
    "meetings:guests": Row(("consultation",), do=CHAIR, stays=FORBIDDEN, body={"person": "="}),
    "meetings:guest": button("guest", "=told", do=CHAIR),
    "meetings:guest_reveal": form("guest", do=SECRETARY, done=OK, stays=FORBIDDEN),
    "meetings:invitations": Row(("consultation",), see=CHAIR),
    "meetings:opinions": Row(("consultation",), do=SECRETARY, stays=FORBIDDEN),
    "meetings:outcome": form("consultation", do=SECRETARY, stays=FORBIDDEN),
    "meetings:remark_strike": button("remark", do=SECRETARY),
}

HANDLERS = "secretary reviewer street"
NO_MATTERS = "leader other_leader cadre"
"""Who may not read matters, and so finds none."""
NAMELESS = {"contact": "=", "name": "="}

JOURNEYS = {
    "journeys:agenda": form("matter_working", do=SECRETARY, blind=NO_MATTERS),
    "journeys:consult": form("matter_working", do=SECRETARY, blind=NO_MATTERS),
    "journeys:answer": form("resolution_on_matter", do=HANDLERS, blind=NO_MATTERS),
    "journeys:voice": form("remark", do=SECRETARY, body=NAMELESS),
}

LEADERS = "leader other_leader"
READERS = "secretary reviewer street auditor supervisor council"
KNOWERS = f"{READERS} cadre"
"""A cadre types answers in, and so knows of the rounds; the results are for those who read."""
CLERKS = "secretary cadre"
PAGES = json.dumps({"pages": [{"questions": [{"code": "new", "kind": "text", "max": 99, "label": {"zh": "还有吗"}}]}]})


def _seen(*args: str, see: str = KNOWERS) -> Row:
    """Write the row of a page of surveys; leaders of organisations find nothing."""
    return Row(args, see=see, blind=LEADERS)


def _form(*args: str, do: str = SECRETARY, **more: object) -> Row:
    return form(*args, do=do, stays=FORBIDDEN, blind=LEADERS, **more)


def _button(*args: str, do: str = SECRETARY, **more: object) -> Row:
    return button(*args, do=do, blind=LEADERS, **more)


PUBLIC_ROUNDS = {
    "surveys:open": Open(),
    "surveys:answer": Open(("slug",), do=ALL, done=OK),
    "surveys:draft": Open(("slug",), see=None, do=ALL, done=204),
}

SURVEYS = {
    "surveys:list": Row(see=KNOWERS),
    "surveys:new": form(do=SECRETARY, stays=FORBIDDEN),
    # A workbook that was read comes back as its questions.
    "surveys:import": form(
        do=SECRETARY, stays=FORBIDDEN, body={"definition": f"={PAGES}", "title": "=旧表", "audience": "=members"}
    ),
    "surveys:survey": _seen("survey"),
    "surveys:edit": _form("survey"),
    "surveys:new_version": _button("survey_frozen"),
    "surveys:version": _seen("version"),
    "surveys:import_into": _form("version", body={"definition": f"={PAGES}", "revision": "=1"}),
    "surveys:intro": _form("version"),
    "surveys:page": _form("version", "=0"),
    "surveys:new_question": _form("version", "=0", body={"options": "=甲\n乙"}),
    "surveys:question": _form("version", "=wish"),
    "surveys:arrange": _button("version", stays=FORBIDDEN, body={"act": "=delete", "code": "=wish", "revision": "=1"}),
    "surveys:preview": _seen("version"),
    "surveys:changes": _seen("version"),
    "surveys:plan": _form("version"),
    "surveys:round": _seen("round_open"),
    "surveys:round_edit": _form("round_draft"),
    "surveys:round_open": _button("round_draft"),
    "surveys:round_close": _button("round_open"),
    "surveys:codes": _form("round_coded", body={"labels": "="}),
    "surveys:poster": _seen("round_open"),
    "surveys:paper_form": _seen("round_open"),
    "surveys:slips": _button("code_batch", done=OK),
    "surveys:entry": _form("round_open", do=CLERKS, body={"q_likes": "=1"}),
    # Only one's own last sheet, in the session that typed it: here the cadre's.
    "surveys:undo": form("round_open", do="cadre", stays=FORBIDDEN, blind=f"secretary {LEADERS}"),
    "surveys:results": _seen("round_closed", see=READERS),
    "surveys:results_update": _button("round_open", do=READERS),
    "surveys:words": _seen("round_closed", "=wish", see=READERS),
    "surveys:voice": _button("round_closed", "=wish", body={"response": "response"}),
    "surveys:export": _form("round_closed", done=OK),
}

ASSEMBLY: Mapping[str, Row] = {**ELECTIONS, **CONSULTATIONS, **JOURNEYS, **PUBLIC_ROUNDS, **SURVEYS}
