"""This will read back what a filing says, as a content that can be changed and filed anew."""

from gongzhi.filings.models import Filing
from gongzhi.filings.rules import Content


def content_of(filing: Filing) -> Content:
    """Give what a filing says; one query for its money, none if that was prefetched."""
    return Content(
        title=filing.title,
        kind=filing.kind,
        starts_at=filing.starts_at,
        ends_at=filing.ends_at,
        place=filing.place,
        story=filing.story,
        people=filing.people,
        leader_name=filing.leader_name,
        leader_phone=filing.leader_phone,
        funds={source.kind: source.cents for source in filing.funds.all()},
        foreign_party=filing.foreign_party,
        public_fund_raising=filing.public_fund_raising,
        political_or_religious_lecture=filing.political_or_religious_lecture,
        outside_subdistrict=filing.outside_subdistrict,
        public_outdoor_place=filing.public_outdoor_place,
        minors=filing.minors,
        election_or_charter=filing.election_or_charter,
        open_to_public=filing.open_to_public,
        safety=tuple(filing.safety),
    )
