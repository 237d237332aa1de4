"""Show every component of the kit in every state, for those who build pages. Mounted in development only."""

from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STATES = ("met", "breached", "due", "open", "unsure")


class SampleForm(forms.Form):
    """One field of each kind. The words are samples and not translated."""

    title = forms.CharField(label="活动名称", help_text="写居民看得懂的名字，二十个字以内。", max_length=20)
    held_on = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}))
    people_count = forms.IntegerField(label="预计人数", required=False, min_value=1)
    kind = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), ("approval", "报批"), ("notice", "报备"), ("at_once", "即时报告")]
    )
    place = forms.ChoiceField(
        label="在哪里", widget=forms.RadioSelect, choices=[("in", "室内"), ("out", "露天场地"), ("both", "两处都有")]
    )
    needs = forms.MultipleChoiceField(
        label="需要什么",
        required=False,
        help_text="可以选几样。",
        widget=forms.CheckboxSelectMultiple,
        choices=[("sound", "音响"), ("chairs", "椅子 50 把"), ("medic", "医护人员")],
    )
    story = forms.CharField(label="说说打算怎么办", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    plan = forms.FileField(label="方案", required=False, help_text="PDF 或 Word，20 MB 以内。")
    agreed = forms.BooleanField(label="我已问过场地方，他们同意")


class SampleFilters(forms.Form):
    """Two filters of a list."""

    q = forms.CharField(label="找什么", required=False)
    state = forms.ChoiceField(
        label="办到哪一步", required=False, choices=[("", "全部"), ("due", "待办"), ("met", "已办")]
    )


def dots(pattern: str) -> list[list[SimpleNamespace]]:
    """Read twelve letters, one per month, as dots: m met, b breached, d due, o open, u unsure, a point for none."""
    states = {state[0]: state for state in STATES}
    return [
        [SimpleNamespace(state=states[letter], label=f"{month}月", url="#year")] if letter in states else []
        for month, letter in enumerate(pattern, start=1)
    ]


def kit_page(request: HttpRequest) -> HttpResponse:
    """Show the page; a POST shows the form with its errors."""
    rows = [
        ("理事会会议", "一年至少两次", "...m......d."),
        ("会员大会", "一年至少一次", "....m......."),
        ("支部党员大会", "每季度", "..m..m..b..o"),
        ("主题党日", "每月", "mmmmmmmbmmdo"),
        ("居民意见调查", "每半年", ".....u.....o"),
    ]
    context = {
        "form": SampleForm(request.POST) if request.method == "POST" else SampleForm(),
        "wrong": SampleForm({"title": "", "people_count": "-3"}, prefix="wrong"),
        "filters": SampleFilters(request.GET),
        "states": STATES,
        "page": Paginator(range(230), 20).page(5),
        "months": [
            SimpleNamespace(label=label, detail=detail, url="#year", months=dots(p)) for label, detail, p in rows
        ],
        "legend": [
            SimpleNamespace(state=s, label=w)
            for s, w in zip(STATES, ["已履行 11", "未履行 2", "待办 3", "未到期 3", "无法判定 1"], strict=True)
        ],
        "yes": SimpleNamespace(reason="", params={}),
    }
    return render(request, "common/kit.html", context, status=422 if request.method == "POST" else 200)
