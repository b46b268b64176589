"""Roles of a book's users, what each may do, and what one person should not hold together (DOMAIN K)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .errors import InputError, N_, RuleError

OWNER, CREDIT_MANAGER, SALES, BOOKKEEPER, AUDITOR, LEGAL = (
    "owner", "credit_manager", "sales", "bookkeeper", "auditor", "legal")
ROLE_NAMES = {OWNER: N_("Owner"), CREDIT_MANAGER: N_("Credit manager"), SALES: N_("Salesperson"),
              BOOKKEEPER: N_("Bookkeeper"), AUDITOR: N_("Auditor, reads only"), LEGAL: N_("Legal counsel")}

POST, WRITE_OFF, DISPUTES, ORDERS, CUSTOMERS, CONTACTS = (
    "post", "write_off", "disputes", "orders", "customers", "contacts")
APPLY, APPROVE, SCORE, RELEASE = "apply", "approve", "score", "release"
LETTERS, FINAL_LETTERS = "letters", "final_letters"
SETTINGS, POLICY, LOCK, USERS, CLOSED_PERIODS = "settings", "policy", "lock", "users", "closed_periods"
RIGHT_NAMES = {
    POST: N_("post documents, receipts and allocations"), WRITE_OFF: N_("write claims off"),
    DISPUTES: N_("enter and close disputes"), ORDERS: N_("enter orders and shipments"),
    CUSTOMERS: N_("change customers and what is known about them"), CONTACTS: N_("log contacts and promises"),
    APPLY: N_("apply for a limit"), APPROVE: N_("decide limits"), SCORE: N_("score customers"),
    RELEASE: N_("release what is held"), LETTERS: N_("issue letters"),
    FINAL_LETTERS: N_("issue demands and final notices"), SETTINGS: N_("change the settings"),
    POLICY: N_("change the credit policy"), LOCK: N_("close and open periods"), USERS: N_("change users"),
    CLOSED_PERIODS: N_("post into closed periods")}
EVERY_RIGHT = frozenset(RIGHT_NAMES)
RIGHTS: dict[str, frozenset[str]] = {
    OWNER: EVERY_RIGHT,
    CREDIT_MANAGER: frozenset({WRITE_OFF, DISPUTES, ORDERS, CUSTOMERS, CONTACTS, APPLY, APPROVE, SCORE, RELEASE, LETTERS,
                               FINAL_LETTERS}),
    SALES: frozenset({ORDERS, CUSTOMERS, CONTACTS, APPLY, DISPUTES}),
    BOOKKEEPER: frozenset({POST, DISPUTES, ORDERS, CUSTOMERS, CONTACTS, APPLY, LETTERS}),
    AUDITOR: frozenset(),
    LEGAL: frozenset({CONTACTS, DISPUTES, LETTERS, FINAL_LETTERS})}
#: the right an audited action needs, whatever it is done to …
_OF_ACTION = {"propose": APPLY, "refuse": APPLY,
              "write_off": WRITE_OFF, "override": SCORE, "decide": APPROVE, "freeze": RELEASE, "lift": RELEASE,
              "release": RELEASE, "lock": LOCK}
#: … or else by what it is done to
_OF_ENTITY = {
    "batch": POST, "bill": POST, "document": POST, "documents": POST, "invoice": POST, "receipt": POST, "credit_note": POST,
    "debit_note": POST, "recovery": POST, "refund": POST, "allocation": POST, "fx_rate": POST, "write_off": WRITE_OFF,
    "dispute": DISPUTES, "order": ORDERS, "shipment": ORDERS, "customer": CUSTOMERS, "fact": CUSTOMERS, "cover": CUSTOMERS,
    "register": CUSTOMERS, "case": CONTACTS, "strategy": POLICY, "rulebook": POLICY,
    "group_limit": APPROVE,
    "financials": CUSTOMERS, "customer_file": CUSTOMERS, "contract": CONTACTS, "industry": POLICY, "promise": CONTACTS,
    "contact": CONTACTS, "proof": CONTACTS, "plan": CONTACTS, "letters": LETTERS, "day_task": CONTACTS, "score": SCORE,
    "score_override": SCORE, "limit": APPROVE, "application": APPLY, "scorecard": POLICY, "policy_param": POLICY,
    "company": SETTINGS, "book": SETTINGS, "setting": SETTINGS, "letter_template": SETTINGS, "user": USERS}
#: what the program does by itself, what a person does to their own account, and `post`, whose every entry was asked for
_FREE = frozenset({("recalculate", "score"), ("back_up", "setting"), ("sign_in_failed", "user"),
                   ("own_password", "user"), ("recover", "user"),
                   ("post", "entries")})
_OF_POSTED = {"customer": CUSTOMERS, "fact": CUSTOMERS, "financials": CUSTOMERS, "limit": APPROVE, "order": ORDERS,
              "shipment": ORDERS, "dispute": DISPUTES, "dispute_result": DISPUTES, "promise": CONTACTS, "contact": CONTACTS,
              "lock": LOCK, "policy": POLICY, "write_off": WRITE_OFF, "proof": CONTACTS, "plan": CONTACTS}

MIN_PASSWORD = 8
_FREE_ATTEMPTS, _FIRST_WAIT, _LONGEST_WAIT = 3, 5, 300


def rights_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything a person with these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def right_for(action: str, entity: str) -> str | None:
    """The right an audited action needs; None for what nobody is kept from.

    What is not known takes the owner's right to the settings: a new task stays closed until it is named here.
    """
    if (action, entity) in _FREE:
        return None
    return _OF_ACTION.get(action) or _OF_ENTITY.get(entity) or SETTINGS


def is_known(action: str, entity: str) -> bool:
    """Whether somebody has said who may do this."""
    return (action, entity) in _FREE or action in _OF_ACTION or entity in _OF_ENTITY


def right_to_post(kind: str) -> str:
    """The right an entry of `post` needs, by its kind."""
    return _OF_POSTED.get(kind, POST)


def check_right(action: str, entity: str, rights: frozenset[str] | None) -> None:
    """RuleError `forbidden` for an audited action whose right is missing; `rights` None: everything is allowed."""
    right = right_for(action, entity) if rights is not None else None
    if right is not None and rights is not None and right not in rights:
        raise forbidden(right)


def forbidden(right: str) -> RuleError:
    """What is raised where a right is missing: code `forbidden`."""
    return RuleError(N_("Your role may not do this: {what}. Ask the owner."), code="forbidden", field="user",
                     what=RuleError(RIGHT_NAMES[right]), right=right)


def check_roles(roles: Collection[str]) -> tuple[str, ...]:
    """Roles in their own order, each once; InputError `missing` or `bad_role`."""
    if not roles:
        raise InputError(N_("Choose at least one role."), code="missing", field="roles")
    for role in roles:
        if role not in RIGHTS:
            raise InputError(N_("There is no role “{value}”."), code="bad_role", field="roles", value=role)
    if AUDITOR in roles and len(set(roles)) > 1:
        raise InputError(N_("An auditor reads only and has no other role."), code="bad_role", field="roles")
    return tuple(role for role in RIGHTS if role in roles)


def check_password(password: str) -> None:
    """InputError `weak_password` for one that is too short or all the same."""
    if len(password) < MIN_PASSWORD or len(set(password)) < 3:
        raise InputError(N_("A password has at least {count} characters and not the same one over and over."),
                         code="weak_password", field="password", count=MIN_PASSWORD)


def wait_seconds(failures: int) -> int:
    """Seconds to wait after so many wrong passwords in a row: none up to three, then twice as long each time, ≤ 300."""
    if failures < _FREE_ATTEMPTS:
        return 0
    return int(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(failures - _FREE_ATTEMPTS, 10)))


def conflicts(people: Iterable[tuple[str, Collection[str]]]) -> list[tuple[str, str]]:
    """(name, template) of duties one person should not hold together (DOMAIN K, separation of duties)."""
    known = [(name, rights_of(roles)) for name, roles in people]
    found = []
    for name, rights in known:
        if {POST, WRITE_OFF} <= rights:
            found.append((name, N_("{name} posts receipts and writes claims off.")))
        if {SETTINGS, LETTERS} <= rights:
            found.append((name, N_("{name} changes the company's bank accounts and prints letters.")))
        if len(known) >= 3 and {USERS, APPROVE} <= rights:
            found.append((name, N_("{name} changes users and decides limits.")))
    return found
