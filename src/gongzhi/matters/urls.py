"""This will name the pages of the room: those of residents, those of the intake, those of the staff."""

from django.urls import path, register_converter

from gongzhi.matters.addresses import ReceiptInAddress
from gongzhi.matters.views import (
    above,
    deeds,
    intake,
    matter,
    mediation,
    public,
    rates,
    reminders,
    replies,
    voices,
    window,
)

app_name = "matters"
register_converter(ReceiptInAddress, "receipt")

# Residents: no account, no scripts.
public_urls = [
    path("say/", public.say, name="say"),
    path("receipt/", public.receipt, name="receipt"),
    path("r/<receipt:code>/", public.speaker, name="speaker"),
    path("r/<receipt:code>/kept/", public.kept, name="kept"),
    path("r/<receipt:code>/word/", public.word, name="word"),
    path("r/<receipt:code>/add/", public.add, name="add"),
    path("r/<receipt:code>/again/", public.again, name="again"),
    path("r/<receipt:code>/erase/", public.erase, name="erase"),
    path("poster/", public.poster, name="poster"),
    path("form/", public.paper_form, name="paper_form"),
]

# The desk, the telephone, paper.
intake_urls = [
    path("intake/", intake.intake, name="intake"),
    path("intake/slip/<uuid:pk>/", intake.desk_slip, name="desk_slip"),
    path("intake/reissue/<uuid:pk>/", intake.reissue, name="reissue"),
    path("intake/look-up/", intake.look_up, name="look_up"),
    path("intake/look-up/said/", intake.said, name="caller_said"),
    path("intake/look-up/added/", intake.added, name="caller_added"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<uuid:pk>/", replies.reply, name="reply"),
    path("replies/<uuid:pk>/contact/", replies.contact, name="reply_contact"),
    path("replies/<uuid:pk>/letter/", replies.letter, name="reply_letter"),
]

# Matters and those who handle them.
staff_urls = [
    path("", window.window, name="window"),
    path("rates/", rates.show_rates, name="rates"),
    path("reminders/<uuid:pk>/", reminders.reminders, name="reminders"),
    path("above/", above.above_list, name="above"),
    path("above/<uuid:pk>/", above.above_one, name="above_one"),
    path("above/<uuid:pk>/sheet/", above.above_sheet, name="above_sheet"),
    path("<uuid:pk>/", matter.matter, name="matter"),
    path("<uuid:pk>/accept/", deeds.accept, name="accept"),
    path("<uuid:pk>/hand-over/", deeds.hand_over, name="hand_over"),
    path("<uuid:pk>/ask-back/", deeds.ask_back, name="ask_back"),
    path("<uuid:pk>/go-on/", matter.go_on, name="go_on"),
    path("<uuid:pk>/defer/", deeds.defer, name="defer"),
    path("<uuid:pk>/classify/", deeds.classify, name="classify"),
    path("<uuid:pk>/split/", deeds.split, name="split"),
    path("<uuid:pk>/merge/", deeds.merge, name="merge"),
    path("<uuid:pk>/escalate/", deeds.escalate, name="escalate"),
    path("<uuid:pk>/answer/", deeds.answer, name="answer"),
    path("<uuid:pk>/reopen/", deeds.reopen, name="reopen"),
    path("<uuid:pk>/close/", matter.close, name="close"),
    path("voices/<uuid:pk>/contact/", voices.reveal, name="reveal"),
    path("voices/<uuid:pk>/words/", voices.hear, name="hear"),
]

# Mediations: private, for those who have a part in them.
mediation_urls = [
    path("<uuid:pk>/mediation/", mediation.turn, name="turn"),
    path("mediation/", mediation.mediations, name="mediations"),
    path("mediation/ask/", mediation.ask, name="mediation_ask"),
    path("mediation/counts/", mediation.counts, name="mediation_counts"),
    path("mediation/party/<uuid:pk>/contact/", mediation.party_contact, name="mediation_contact"),
    path("mediation/<uuid:pk>/", mediation.mediation, name="mediation"),
    path("mediation/<uuid:pk>/assign/", mediation.assign, name="mediation_assign"),
    path("mediation/<uuid:pk>/party/", mediation.name_party, name="mediation_party"),
    path("mediation/<uuid:pk>/note/", mediation.note, name="mediation_note"),
    path("mediation/<uuid:pk>/agree/", mediation.agree, name="mediation_agree"),
    path("mediation/<uuid:pk>/fail/", mediation.fail, name="mediation_fail"),
    path("mediation/<uuid:pk>/withdraw/", mediation.withdraw, name="mediation_withdraw"),
    path("mediation/<uuid:pk>/follow-up/", mediation.follow_up, name="mediation_follow_up"),
    path("mediation/<uuid:pk>/erase/", mediation.erase, name="mediation_erase"),
    path("mediation/<uuid:pk>/paper/", mediation.paper, name="mediation_paper"),
]

urlpatterns = [*public_urls, *intake_urls, *staff_urls, *mediation_urls]
