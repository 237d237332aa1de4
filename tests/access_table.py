"""
Who may open and do what, address by address: the whole site in one table.

Read a row as: the name of the address; of which object (a word of tests/access_world.py, ``=`` before what is meant
literally); who sees it; who may do its deed. A name that is missing here fails the suite.
"""

from collections.abc import Mapping

from tests.access_ballots import BALLOTS
from tests.access_consultation import CONSULTATION
from tests.access_rows import (
    ALL,
    FORBIDDEN,
    NOBODY,
    NOT_FOUND,
    OK,
    SEE_OTHER,
    SIGN_IN,
    Entry,
    Open,
    Row,
    button,
    form,
)
from tests.access_rows_assembly import ASSEMBLY

LEADER, SECRETARY, CHAIR = "leader", "secretary", "secretary council"
REGISTER = "secretary reviewer street auditor supervisor council"
"""Offices whose clause lets them read the register of people."""
NO_PERSONS = "leader other_leader cadre"
"""Who may not read about people, and so finds no such page."""
REVIEWERS = "reviewer street"

PUBLIC = {
    "portal:home": Open(staff=SEE_OTHER),
    "portal:face": Open(staff=SEE_OTHER),
    "portal:arrive": Open(found=SEE_OTHER, staff=SEE_OTHER, others=SEE_OTHER),
    "portal:handbook": Open(),
    "portal:healthz": Open(),
    "portal:readyz": Open(),
    "portal:demo": Open(),
    "portal:demo_sign_in": Open(("=secretary",), see=None, do=ALL),
    "federations:divisions": Open(),
    "federations:division": Open(("=330402010",)),
    # The secret token is the right; next door's opens nothing here.
    "institution:feed": Open(("token",)),
    "set_language": Open(found=SIGN_IN, staff=SIGN_IN, stray=SIGN_IN, others=SIGN_IN, do=ALL, done=SIGN_IN),
}

DESK = {"desk:home": Row(), "people:me": Row(found=SEE_OTHER)}

GROUND = {
    "federations:ground": Row(),
    "federations:adopt": button(do=SECRETARY),
    "federations:community": Row(("community",)),
    "federations:community_new": form(do=SECRETARY, stays=FORBIDDEN),
    "federations:community_edit": form("community", do=SECRETARY, stays=FORBIDDEN),
    "federations:count": form("community", do=SECRETARY, stays=FORBIDDEN),
    "federations:grid_new": form("community", do=SECRETARY, stays=FORBIDDEN),
    "federations:grid_edit": form("grid", do=SECRETARY, stays=FORBIDDEN),
    # Only from the tenant of a guidance group: see DISTRICT below.
    "federations:district": Row(see=NOBODY, shut=NOT_FOUND),
    "federations:found": form("=330402011", do=NOBODY, stays=FORBIDDEN),
}

IMPORTS = {
    "imports:upload": form(do=SECRETARY, shut=NOT_FOUND, stays=NOT_FOUND, body={"file": "roster"}),
    "imports:preview": Row(("batch",), see=SECRETARY, shut=NOT_FOUND),
    "imports:row": form("import_row", do=SECRETARY, shut=NOT_FOUND, stays=NOT_FOUND),
    "imports:leave_out": button("import_row", do=SECRETARY, stays=NOT_FOUND),
    "imports:act": button("batch", "=refresh", do=SECRETARY, stays=NOT_FOUND),
}

PEOPLE = {
    "people:list": Row(see=REGISTER),
    "people:new": form(do=SECRETARY, stays=FORBIDDEN, body={"phone": "=13800017777"}),
    "people:accounts": Row(see=SECRETARY),
    "people:detail": Row(("person",), see=REGISTER, blind=NO_PERSONS),
    "people:edit": form("person", do=SECRETARY, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:contact_new": form(
        "person", do=SECRETARY, stays=FORBIDDEN, blind=NO_PERSONS, body={"kind": "=phone", "value": "=13800016666"}
    ),
    "people:contact_remove": button("contact", do=SECRETARY, blind=NO_PERSONS),
    "people:reveal": form("contact", do=SECRETARY, done=OK, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:export": button("person", do=SECRETARY, done=OK, blind=NO_PERSONS),
    "people:erase": form("person", do=SECRETARY, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:account_new": form("person", do=SECRETARY, done=OK, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:link_renew": button("account_holder", do=SECRETARY, done=OK, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:account_deactivate": button("account_holder", do=SECRETARY, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:account_reactivate": button("account_holder", do=SECRETARY, stays=FORBIDDEN, blind=NO_PERSONS),
    "people:account_untie": button("account_holder", do=SECRETARY, stays=FORBIDDEN, blind=NO_PERSONS),
}

ORGANISATIONS = {
    "organisations:list": Row(),
    "organisations:export": Row(see=SECRETARY),
    "organisations:add": form(
        do=SECRETARY, body={"standing": "=filed", "credit_code": "=", "founded": "=2020.5", "people_count": "=30"}
    ),
    "organisations:detail": Row(("organisation",)),
    "organisations:edit": form("organisation", do=SECRETARY),
    "organisations:link": form("outsider", do=SECRETARY, body={"credit_code": "=52330402HJ4PDJ6E2E"}),
    "organisations:evidence": Row(("organisation",)),
    "organisations:elsewhere": Row(("organisation",), see=LEADER),
    "organisations:apply": form("outsider", do=SECRETARY),
    "organisations:admit": form("application", do=SECRETARY),
    "organisations:refuse": form("application", do=SECRETARY),
    "organisations:suspend": form("membership", do=SECRETARY),
    "organisations:restore": form("suspended", do=SECRETARY),
    "organisations:leave": form("membership", do="leader secretary"),
    "organisations:spell_correct": form("spell", do=SECRETARY),
    "organisations:representative_add": form("organisation", do=SECRETARY),
    "organisations:representative_end": form("representative", do=SECRETARY),
    "organisations:individuals": Row(),
    "organisations:individual": Row(("individual",)),
    "organisations:individual_apply": form(do=SECRETARY),
}

OFFICES = {
    "offices:bodies": Row(),
    "offices:body": Row(("body",)),
    "offices:history": Row(("account_holder",), see=REGISTER),
    "offices:establish": form(do=SECRETARY, body={"code": "=branch"}),
    "offices:office_add": form("body", do=SECRETARY),
    "offices:dissolve": form("empty_body", do=SECRETARY),
    "offices:term_add": form("council", do=SECRETARY, body={"last_day": "=", "starts_on": "=2026-11-01"}),
    "offices:term_end": form("term", do=SECRETARY),
    "offices:term_correct": form("term", do=SECRETARY),
    # The street office puts the approval document on file; its people here are the reviewer and the street.
    "offices:term_approve": form("held_term", do=REVIEWERS),
}

INSTITUTION = {
    "institution:board": Row(),
    "institution:calendar": Row(),
    "institution:feed_renew": button(do=ALL),
    "institution:clauses": Row(),
    # Letting a duty off is the president's, who is no kind of this table.
    "institution:clause": Row(("clause",), do=NOBODY),
    "institution:duties": Row(),
    "institution:district": Row(see=NOBODY, shut=NOT_FOUND),
    "institution:charters": Row(),
    "institution:charter": Row(("charter",)),
    "institution:compare": Row(),
    "institution:rehearse": Row(("draft",)),
    # The street has a charter in force and a draft of the next one: nothing to found, no second draft.
    "institution:found": button(do=NOBODY),
    "institution:draft": button(do=NOBODY),
    "institution:adopt": form(
        "draft", do=SECRETARY, shut=NOT_FOUND, stays=NOT_FOUND, body={"starts_on": "=2026-12-21"}
    ),
    "institution:drop": button("draft", do=SECRETARY),
    "institution:filed": button("charter", do=SECRETARY, body={"to": "=registrar", "filed_on": "=2026-11-10"}),
    "institution:restore": button("draft", do=NOBODY, stays=NOT_FOUND),
    "institution:clause_edit": form("draft_clause", do=SECRETARY, shut=NOT_FOUND, stays=NOT_FOUND),
    "institution:clause_remove": button("draft_clause", do=SECRETARY),
}

MEETINGS = {
    "meetings:list": Row(),
    "meetings:detail": Row(("meeting",)),
    "meetings:call": form(do=SECRETARY, stays=FORBIDDEN, query="?body={council}"),
    "meetings:advice": Row(see=SECRETARY, query="?body={council}"),
    "meetings:edit": form("meeting", do=SECRETARY, stays=FORBIDDEN),
    "meetings:notice": form("meeting", do=SECRETARY, stays=FORBIDDEN),
    "meetings:cancel": form("called", do=SECRETARY, stays=FORBIDDEN),
    "meetings:delivered": button("called", do=CHAIR, body={"person": "seat"}),
    # The notice was long enough: nobody has to agree.
    "meetings:agree": button("called", do=NOBODY, body={"person": "seat"}),
    "meetings:item_add": form("meeting", do=SECRETARY, stays=FORBIDDEN),
    "meetings:item_edit": form("item", do=SECRETARY, stays=FORBIDDEN),
    "meetings:item_move": button("item", do=SECRETARY, body={"by": "=1"}),
    "meetings:item_remove": button("item", do=SECRETARY),
    "meetings:papers": form("meeting", do=SECRETARY, stays=FORBIDDEN),
    "meetings:paper": Row(("paper",)),
    "meetings:paper_remove": button("paper", do=SECRETARY),
    "meetings:open": form("due", do=CHAIR, stays=FORBIDDEN),
    "meetings:presence": Row(("due",), do=SECRETARY, stays=FORBIDDEN, body={"number": "=1"}),
    "meetings:tick": button("due", "=arrive", do=SECRETARY, body={"person": "seat"}),
    # A person may sign in oneself with the code that hangs in the room; here it is mistyped.
    "meetings:checkin": Row(("called",), do=NOBODY),
    "meetings:excuse": Row(("called",), do="secretary supervisor council"),
    "meetings:proxies": Row(("called",), do=NOBODY),
    "meetings:open_vote": form("motion", do=CHAIR, stays=FORBIDDEN, body={"closes": "="}),
    "meetings:vote": Row(("voting",), do=CHAIR, body={"person": "seat", "choice": "=for"}),
    "meetings:vote_now": Row(("sitting",), found=SEE_OTHER),
    "meetings:close_vote": button("voting", do=CHAIR),
    "meetings:hear": form("motion", do=CHAIR, stays=FORBIDDEN),
    "meetings:withdraw": form("motion", do=CHAIR, stays=FORBIDDEN),
    "meetings:close": button("empty", do=CHAIR),
    "meetings:minutes": Row(("closed",)),
    "meetings:minutes_print": Row(("closed",)),
    "meetings:minutes_docx": Row(("closed",)),
    "meetings:minutes_compile": button("closed", do=SECRETARY),
    "meetings:minutes_correct": form("closed", do=SECRETARY, stays=FORBIDDEN),
    "meetings:minutes_sign": button("closed", do=SECRETARY, body={"version": "=1"}),
    "meetings:adopt": form("carried", do=SECRETARY, stays=FORBIDDEN),
    "meetings:resolutions": Row(),
    "meetings:resolution": Row(("resolution",)),
    "meetings:review": form("resolution", do=SECRETARY, stays=FORBIDDEN),
    "meetings:complete": form("resolution", do=SECRETARY, stays=FORBIDDEN),
    "meetings:end": form("resolution", do=SECRETARY, stays=FORBIDDEN),
}

LEADERS = "leader other_leader council"
THEIRS = "other_leader"
"""A leader of another organisation, without an office: what this one files is not there for them."""

FILINGS = {
    "filings:list": Row(),
    "filings:calendar": Row(),
    "filings:export": Row(see="leader other_leader secretary reviewer street"),
    "filings:detail": Row(("filing",), blind=THEIRS),
    "filings:sheet": Row(("filing",), blind=THEIRS),
    "filings:sheet_docx": Row(("filing",), blind=THEIRS),
    "filings:phone": button("filing", do="leader reviewer street", done=OK, stays=FORBIDDEN, blind=THEIRS),
    "filings:new": form(
        do=LEADERS, stays=FORBIDDEN, body={"starts": "=09:00", "ends": "=11:00", "leader_phone": "=13800017777"}
    ),
    "filings:classify": button(do=LEADERS, done=OK, stays=FORBIDDEN),
    # A draft is its organisation's own business until it is handed in.
    "filings:edit": form("filing_draft", do=LEADER, shut=NOT_FOUND, stays=NOT_FOUND),
    "filings:check": form("filing_draft", do=LEADER, shut=NOT_FOUND, stays=NOT_FOUND),
    "filings:paper": Row(("filing_paper",), see=LEADER, shut=NOT_FOUND),
    "filings:detach": button("filing_paper", do=LEADER, stays=NOT_FOUND),
    "filings:copy": form("filing", do=LEADER, stays=FORBIDDEN, blind=THEIRS),
    "filings:answer": Row(("filing",), do=REVIEWERS, blind=THEIRS, body={"answer": "=approve"}),
    "filings:hand_over": form("filing", do="secretary reviewer street", stays=FORBIDDEN, blind=THEIRS),
    "filings:add_reviewers": form("filing", do=REVIEWERS, stays=FORBIDDEN, blind=THEIRS),
    "filings:withdraw": button("filing", do=LEADER, blind=THEIRS),
    "filings:urge": button("filing", do=LEADER, blind=THEIRS),
    "filings:held": form("filing_past", do=LEADER, stays=FORBIDDEN, blind=THEIRS),
    "filings:not_held": form("filing_approved", do=LEADER, stays=FORBIDDEN, blind=THEIRS),
    "filings:report": form("filing_past", do=LEADER, stays=FORBIDDEN, blind=THEIRS),
    # This one needs no permit of the police.
    "filings:permit": form("filing_approved", do=NOBODY, stays=FORBIDDEN, blind=THEIRS),
    "filings:attach": form("filing", do=LEADER, stays=FORBIDDEN, blind=THEIRS),
    "filings:unfiled": Row(),
    "filings:unfiled_note": form(
        do="cadre reviewer street", stays=FORBIDDEN, body={"held_on": "=2026-11-14", "people": "=320"}
    ),
    "filings:unfiled_detail": Row(("unfiled",), do=LEADER, blind=THEIRS),
}

ENTRY = {
    "account_login": Entry(stranger=OK, member=SIGN_IN),
    "account_logout": Entry(),
    "account_inactive": Entry(stranger=OK),
    "account_reauthenticate": Entry(),
    "account_change_password": Entry(),
    "account_set_password": Entry(),
    "account_reset_password_from_key_done": Entry(stranger=OK),
    "account_reset_password_from_key": Entry(("=1", "=not-a-key"), stranger=OK),
    "mfa_index": Entry(),
    "mfa_authenticate": Entry(),
    "mfa_reauthenticate": Entry(),
    "mfa_activate_totp": Entry(),
    "mfa_deactivate_totp": Entry(),
    "mfa_view_recovery_codes": Entry(),
    "mfa_generate_recovery_codes": Entry(),
    "mfa_download_recovery_codes": Entry(),
    "mfa_list_webauthn": Entry(),
    "mfa_add_webauthn": Entry(),
    "mfa_reauthenticate_webauthn": Entry(),
    "mfa_remove_webauthn": Entry(("=1",)),
    "mfa_edit_webauthn": Entry(("=1",)),
    "mfa_login_webauthn": Entry(),
    "usersessions_list": Entry(),
}

DISTRICT = {
    "federations:district": Row(),
    "institution:district": Row(),
    "federations:found": Row(("=330402011",)),
}

TABLE: Mapping[str, Row] = {
    **PUBLIC,
    **DESK,
    **GROUND,
    **IMPORTS,
    **PEOPLE,
    **ORGANISATIONS,
    **OFFICES,
    **INSTITUTION,
    **MEETINGS,
    **BALLOTS,
    **FILINGS,
    **CONSULTATION,
    **ASSEMBLY,
    **ENTRY,
}
