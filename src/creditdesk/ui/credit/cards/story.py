"""Where a version of a scorecard comes from, in a line."""

from __future__ import annotations

from creditdesk.i18n import _
from creditdesk.services.credit.cards import CardVersion
from creditdesk.ui.credit.cards.card_edit import CardEdit


def story(edit: CardEdit | None, row: CardVersion | None) -> str:
    """Author, parent, who approved and why; for a new one that it is not saved yet."""
    if edit is not None and edit.fresh:
        return _("Not saved yet; made from {parent}").format(parent=edit.parent)
    if row is None:
        return ""
    if row.built_in and not row.reason:
        return _("Comes with the program")
    parts = [_("By {author}").format(author=row.author) if row.author else "",
             _("from {parent}").format(parent=row.parent) if row.parent else "",
             _("approved by {name}").format(name=row.approved_by) if row.approved_by else "", row.reason]
    return " · ".join(part for part in parts if part)
