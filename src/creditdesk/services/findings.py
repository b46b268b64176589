"""What `verify` found, as sentences: tables by the names people know them by."""

from __future__ import annotations

from ..i18n import _, N_
from ..store.verify import Problem

_TABLES = {
    "allocation": N_("allocation"), "application_step": N_("step of an application"), "bank_account": N_("bank account"),
    "batch": N_("import"), "challenger_score": N_("score of a challenger"), "company": N_("company"), "contact": N_("contact"),
    "cover": N_("security"), "credit_freeze": N_("hold on deliveries"), "customer": N_("customer"), "dispute": N_("dispute"),
    "document": N_("document"), "fact": N_("fact"), "file_entry": N_("entry of a credit file"), "fx_rate": N_("exchange rate"),
    "group_limit": N_("limit of a group"), "industry_note": N_("note on an industry"), "instalment": N_("instalment"),
    "letter": N_("letter"), "letter_item": N_("line of a letter"), "letter_template": N_("text of a letter"),
    "limit_application": N_("application for a limit"), "limit_decision": N_("limit"), "order_release": N_("release of an order"),
    "policy_param": N_("policy"), "posted_entry": N_("posted entry"), "promise": N_("promise"), "sales_order": N_("order"),
    "register_entry": N_("entry of a register"), "score": N_("score"), "score_override": N_("grade set by hand"),
    "scorecard": N_("scorecard"),
    "scorecard_step": N_("step of a scorecard"), "setting": N_("setting"), "shipment": N_("shipment"),
    "stored_file": N_("stored file"), "user_account": N_("user")}


def sentence(problem: Problem) -> str:
    """One finding in the language spoken now."""
    fields = dict(problem.fields)
    if "table" in fields:
        name = str(fields["table"]).partition(".")[0]
        fields["table"] = _(_TABLES.get(name, name))
    return _(problem.template).format(**fields)
