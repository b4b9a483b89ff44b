"""The one door through which attachments leave: always as a download, never as a page."""

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from jieqing.files import service
from jieqing.kit.doors import actor_of, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault.rules.register import purposes


@signed_in
@require_GET
def download(request: HttpRequest, file_id: UUID) -> StreamingHttpResponse:
    """GET /files/<id>?purpose=own_claim: the content, opened for that purpose."""
    purpose = request.GET.get("purpose", "own_claim")
    if "file.content" not in (purposes()[purpose].fields if purpose in purposes() else ()):
        raise _no_purpose()
    opened = service.download(actor_of(request), file_id, purpose)
    # Whatever a file claims to be, the browser saves it and interprets nothing.
    return StreamingHttpResponse(
        opened.chunks,
        headers={
            "Content-Type": opened.content_type,
            "Content-Length": str(opened.size),
            "Content-Disposition": content_disposition_header(True, opened.filename) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _no_purpose() -> Refusal:
    return Refusal(
        "purpose_unknown",
        Words("没有这种打开附件的目的。", "There is no such purpose of opening an attachment."),
        remedy=Words("从债权或案件的页面里点附件。", "Follow the link on the page of the claim or case."),
        field="purpose",
    )
