"""Pages of the ledger: the receipt anybody may check, and the state of the chain."""

from pathlib import Path
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of
from gongjian.web.pages import PlainPage, render_page
from gongjian.web.shapes import Action, FilterBar, FormBox, PageHead

from . import operations, presentation, queries
from .forms import ReceiptForm, SubjectForm

CHECKER = Path(__file__).parent / "offline" / "check_receipt.py"


@require_safe
def receipt_search(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt's code; no sign-in."""
    form = ReceiptForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("audit:receipt", form.cleaned_data["code"])
    head = PageHead(
        _("查回执"), lead=_("输入回执码，就能看到所提事项是否在册、记录有没有被改动、现在办到哪一步。不用登录。")
    )
    box = FormBox(form, _("核验回执"), method="get", action=reverse("audit:receipt-search"))
    return render_page(request, PlainPage(head, [box]), status=422 if form.errors else 200)


@require_safe
@never_cache
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Check one receipt: everything recomputed at this moment."""
    checked = queries.check_receipt(code)
    if code != checked.code:
        return redirect("audit:receipt", checked.code)
    address = request.build_absolute_uri(reverse("audit:receipt", args=[checked.code]))
    context = {
        "head": presentation.receipt_head(checked),
        "note": presentation.receipt_note(checked),
        "state": presentation.receipt_state(checked),
        "facts": presentation.receipt_facts(checked),
        "qr": queries.qr(address),
        "linked": checked.seq is not None,
        "export": reverse("audit:export-receipt", args=[checked.code]),
        "checker_address": reverse("audit:checker"),
    }
    return render(request, "audit/receipt.html", context)


@require_safe
@never_cache
def export_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt as a file that ``check_receipt.py`` checks without us."""
    given = queries.exported_receipt(code)
    answer = JsonResponse(given, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="receipt-{given["code"]}.json"'
    return answer


@require_safe
def checker(request: HttpRequest) -> FileResponse:
    """The plain Python file that checks a receipt."""
    return FileResponse(CHECKER.open("rb"), as_attachment=True, filename=CHECKER.name, content_type="text/x-python")


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The chain's state, the last walk, the last seals, and the entries by subject."""
    actor = actor_of(request)
    state = queries.ledger_for(actor)
    form = SubjectForm(request.GET if {"kind", "number"} & set(request.GET) else None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    keep = {"kind": chosen.get("kind") or "", "number": chosen.get("number") or ""}
    page = queries.entries_page(
        actor,
        subject_kind=keep["kind"],
        subject_id=chosen.get("number"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "head": presentation.ledger_head(
            state, [Action(_("现在核验"), reverse("audit:check"), tone="primary", method="post")]
        ),
        "note": presentation.walk_note(state, clock.now()),
        "findings": presentation.findings(state),
        "seals": presentation.seals_table(queries.last_seals()),
        "filter": FilterBar(form=form, action=reverse("audit:verify"), clear=reverse("audit:verify") if chosen else ""),
        "entries": presentation.entries_table(page, f"{reverse('audit:verify')}?{urlencode(keep)}"),
    }
    return render(request, "audit/verify.html", context)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Walk the newest part of the chain now; the whole of it is walked every night."""
    done = operations.check_now(actor=actor_of(request), at=clock.now())
    if done.sound:
        messages.success(request, _("核验了 %(n)d 条记录，台账完好。") % {"n": done.entries})
    else:
        messages.error(request, _("核验发现问题，见下。"))
    return redirect("audit:verify")
