"""This will add papers to filings, take them away, and show a masked telephone number for a reason."""

from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.files.services import keep_file
from gongzhi.common.permissions import Actor
from gongzhi.filings import permissions
from gongzhi.filings.models import Filing, Paper
from gongzhi.filings.services.moving import locked
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

MOST_PAPERS = 20


class TooManyPapers(DomainError):
    """A filing is no archive; params ``most``."""

    message = _("A filing has at most %(most)s papers. Put several pages into one file.")


@deed("filings.paper.attached")
def attach_paper(
    *, actor: Actor, filing_id: UUID, name: str, content: bytes, kind: str, at: datetime, key: str = ""
) -> Paper:
    """
    Add a paper or picture to a filing; ``name`` is what the person's computer called it.

    :raises NotAllowed: if the filing has come to its end, or the actor does not lead the organisation
    :raises TooManyPapers: beyond twenty
    :raises FileRefused: if the file cannot be taken
    """
    filing = locked(filing_id)
    decision = permissions.may_attach(actor, filing).require()
    if filing.papers.count() >= MOST_PAPERS:
        raise TooManyPapers(field="file", most=MOST_PAPERS)
    file = keep_file(actor=actor, name=name, content=content, at=at)
    paper = Paper.objects.create(filing=filing, file=file, kind=kind, added_by_id=actor.person_id, added_at=at)
    facts = {"name": file.name, "kind": kind, "sha256": file.sha256}
    audit.record("filings.paper.attached", actor=actor, subject=filing, at=at, facts=facts, mandate=decision.mandate)
    return paper


@deed("filings.paper.detached")
def detach_paper(*, actor: Actor, paper_id: UUID, at: datetime, key: str = "") -> Filing:
    """
    Take a paper away again, while the filing is with the organisation; the log keeps its fingerprint.

    :raises NotAllowed: if the filing is with its reviewers, or the actor does not lead the organisation
    """
    paper = Paper.objects.select_for_update(of=("self",)).select_related("filing", "file").get(pk=paper_id)
    filing = locked(paper.filing_id)
    decision = permissions.may_detach(actor, filing).require()
    facts = {"name": paper.file.name, "on": local_day(at)}
    Paper.objects.filter(pk=paper.pk).delete()
    audit.record("filings.paper.detached", actor=actor, subject=filing, at=at, facts=facts, mandate=decision.mandate)
    return filing


@deed("filings.phone.revealed")
def reveal_phone(*, actor: Actor, filing_id: UUID, at: datetime, key: str = "") -> Filing:
    """
    Read the telephone number of the leader on site; who and when goes to the log. Source: PIPL art. 51 (mark F).

    :raises NotAllowed: if the actor neither reviews filings nor leads the organisation
    """
    filing = Filing.objects.get(pk=filing_id)
    decision = permissions.may_reveal(actor, filing).require()
    facts = {"whose": filing.leader_name}
    audit.record("filings.phone.revealed", actor=actor, subject=filing, at=at, facts=facts, mandate=decision.mandate)
    return filing
