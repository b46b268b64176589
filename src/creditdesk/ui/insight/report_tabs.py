"""The tabs of the reports, the same on each of their pages."""

from __future__ import annotations

from collections.abc import Callable

from creditdesk.i18n import _
from creditdesk.ui.widgets.choice import Segments


def report_tabs(current: str, switch: Callable[[object], None]) -> Segments:
    """The pages of the reports, one of them shown; `switch` takes the key of another."""
    made = Segments([("reports/aging", _("Aging")), ("reports/kpi", _("Key figures")), ("reports/portfolio", _("Portfolio"))],
                    _("Reports"))
    made.set_value(current)
    made.chosen.connect(switch)
    return made
