"""What to say on the telephone when a limit changes, in the customer's language: as neutral as the letter (DOMAIN A92, D18)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.collections.letter_words import long_date
from ..session import Session
from .notices import CUT, GRANT, limit_notice, LimitNotice, money_words, RAISED, reason_words, TEMPORARY, terms_words

_OPEN = ("您好，{contact}。我是{ours}的{me}，打电话说一下贵公司赊销条件的事，占用您两分钟。",
         "Good morning, {contact}. This is {me} of {ours}. May I take two minutes for your credit terms?")
_SAY = {
    GRANT: ("从{day}起，贵公司的信用额度是{new}，付款期限{terms}。", "From {day} your limit is {new}, payable {terms}."),
    RAISED: ("从{day}起，贵公司的信用额度由{old}提高到{new}，付款期限{terms}。",
             "From {day} your limit goes up from {old} to {new}, payable {terms}."),
    CUT: ("按我司政策定期复查后，从{day}起，贵公司的信用额度由{old}调整为{new}，付款期限{terms}。已经确认的订单照常发货。",
          "After our regular review your limit changes from {old} to {new} on {day}, payable {terms}. Orders confirmed "
          "are delivered as agreed."),
    TEMPORARY: ("从{day}起，贵公司的信用额度临时调到{new}（原{old}），到{until}为止，到期后恢复原额度。",
                "From {day} until {until} your limit is {new} instead of {old}; after that the former limit holds again.")}
_WHY = ("主要考虑：{reasons}。未付货款、已发未开票和在途订单都计入额度，超出的部分请预付。",
        "The main considerations: {reasons}. Unpaid invoices, goods not yet invoiced and open orders count; anything above is prepaid.")
_OFFER = ("如果贵公司能补充近期财务资料、担保或付款安排，我们可以提前重新评定。",
          "If you send recent accounts, security or a payment proposal, we look at it again before the next review.")
_CLOSE = ("书面通知今天寄出，请收到后回个确认。您看还有什么问题？",
          "The letter goes out today; please confirm that it arrived. Is there anything you would like to ask?")
_NOTE = ("—— 提示：先听对方说完，记下理由、能补充的资料和答复日期；不谈评分、等级、他人情况和保险人的意见。通话后登记联系记录。",
         "-- For yourself: listen first; note reasons, what they can send and by when. No word of score, grade, others "
         "or the insurer. Log the call afterwards.")


def call_script(session: Session, notice: LimitNotice) -> str:
    """The sentences in order, a paragraph each. RuleError `no_limit`; InputError `missing` without a reason."""
    with session.book.read() as connection:
        planned = limit_notice(connection, notice)
    parties, figures = planned.parties, planned.figures
    place, language, said = parties.place, parties.language, str(figures["variant"])
    until = date.fromisoformat(figures["until"]) if figures["until"] else notice.as_of
    ours = parties.company.name if place == 0 else parties.company.name_en or parties.company.name
    fields = {
        "contact": parties.customer.contact or ("贵公司负责人", "Madam or Sir")[place], "ours": ours,
        "me": parties.company.contact or "______",
        "day": long_date(date.fromisoformat(figures["effective"]), language),
        "new": money_words(Decimal(figures["limit"]), planned.currency, language),
        "old": money_words(Decimal(figures["old_limit"] or 0), planned.currency, language),
        "terms": terms_words(figures["terms"], language), "until": long_date(until, language),
        "reasons": ("、" if place == 0 else ", ").join(reason_words(notice.reasons, parties))}
    told = [_OPEN, _SAY[said], _WHY, *([_OFFER] if said == CUT else []), _CLOSE, _NOTE]
    return "\n\n".join(text[place].format(**fields) for text in told)
