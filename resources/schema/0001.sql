-- The first version: every table the program began with. Frozen: a later change is a later step.

CREATE TABLE event (
    seq INTEGER NOT NULL,
    at TEXT DEFAULT '' NOT NULL,
    user TEXT DEFAULT '' NOT NULL,
    action TEXT DEFAULT '' NOT NULL,
    entity TEXT DEFAULT '' NOT NULL,
    entity_id TEXT DEFAULT '' NOT NULL,
    "before" TEXT DEFAULT '' NOT NULL,
    "after" TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    prev_hash TEXT DEFAULT '' NOT NULL,
    hash TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (seq)
);

CREATE TABLE stored_file (
    id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    media TEXT DEFAULT '' NOT NULL,
    sha256 TEXT DEFAULT '' NOT NULL,
    size INTEGER DEFAULT '0' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    content BLOB NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE letter_template (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT '' NOT NULL,
    body TEXT DEFAULT '' NOT NULL,
    updated_at TEXT DEFAULT '' NOT NULL,
    author TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (kind, language)
);

CREATE TABLE company (
    id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    name_en TEXT DEFAULT '' NOT NULL,
    country TEXT DEFAULT 'CN' NOT NULL,
    tax_id TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    contact TEXT DEFAULT '' NOT NULL,
    signatory TEXT DEFAULT '' NOT NULL,
    base_currency TEXT DEFAULT 'CNY' NOT NULL,
    default_terms TEXT DEFAULT '30' NOT NULL,
    letter_prefix TEXT DEFAULT '' NOT NULL,
    size TEXT DEFAULT '' NOT NULL,
    logo BLOB,
    is_sample INTEGER DEFAULT '0' NOT NULL,
    book_id TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE bank_account (
    id INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    account_name TEXT DEFAULT '' NOT NULL,
    bank_name TEXT DEFAULT '' NOT NULL,
    account_no TEXT DEFAULT '' NOT NULL,
    position INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE setting (
    "key" VARCHAR(80) NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);

CREATE TABLE policy_param (
    id INTEGER NOT NULL,
    "key" TEXT DEFAULT '' NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    effective_from VARCHAR(10) NOT NULL,
    author TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE fx_rate (
    id INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    rate TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (currency, date)
);

CREATE TABLE batch (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    file_name TEXT DEFAULT '' NOT NULL,
    file_sha TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    user TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT '' NOT NULL,
    accepted INTEGER DEFAULT '0' NOT NULL,
    duplicates INTEGER DEFAULT '0' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE mapping_profile (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    signature TEXT DEFAULT '' NOT NULL,
    mapping TEXT DEFAULT '' NOT NULL,
    updated_at TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (kind, signature)
);

CREATE TABLE group_limit (
    id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    effective_from VARCHAR(10) NOT NULL,
    ended INTEGER DEFAULT '0' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE scorecard (
    id INTEGER NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    type TEXT DEFAULT '' NOT NULL,
    parent TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    author TEXT DEFAULT '' NOT NULL,
    body TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE scorecard_step (
    id INTEGER NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    type TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT '' NOT NULL,
    effective_from VARCHAR(10) NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    approved_by TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE industry_note (
    id INTEGER NOT NULL,
    section TEXT DEFAULT '' NOT NULL,
    "key" TEXT DEFAULT '' NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE posted_entry (
    id INTEGER NOT NULL,
    digest TEXT DEFAULT '' NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE register_entry (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    body TEXT DEFAULT '' NOT NULL,
    file_id INTEGER,
    replaces INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    ended_on VARCHAR(10),
    end_reason TEXT DEFAULT '' NOT NULL,
    ending_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(file_id) REFERENCES stored_file (id)
);

CREATE TABLE user_account (
    id INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    name_key TEXT DEFAULT '' NOT NULL,
    display_name TEXT DEFAULT '' NOT NULL,
    roles TEXT DEFAULT '' NOT NULL,
    password_hash TEXT DEFAULT '' NOT NULL,
    recovery_hash TEXT DEFAULT '' NOT NULL,
    active INTEGER DEFAULT '0' NOT NULL,
    must_change INTEGER DEFAULT '0' NOT NULL,
    successor TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE sign_in_attempt (
    name_key VARCHAR(80) NOT NULL,
    failures INTEGER DEFAULT '0' NOT NULL,
    last_at TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (name_key)
);

CREATE TABLE day_mark (
    id INTEGER NOT NULL,
    task TEXT DEFAULT '' NOT NULL,
    day VARCHAR(10) NOT NULL,
    worth TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE customer (
    id INTEGER NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    name_key TEXT DEFAULT '' NOT NULL,
    short_name TEXT DEFAULT '' NOT NULL,
    initials TEXT DEFAULT '' NOT NULL,
    tax_id TEXT DEFAULT '' NOT NULL,
    country TEXT DEFAULT '' NOT NULL,
    terms TEXT DEFAULT '' NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    language TEXT DEFAULT '' NOT NULL,
    contact TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    service_address TEXT DEFAULT '' NOT NULL,
    industry TEXT DEFAULT '' NOT NULL,
    size TEXT DEFAULT '' NOT NULL,
    salesperson TEXT DEFAULT '' NOT NULL,
    class TEXT DEFAULT '' NOT NULL,
    strategic INTEGER DEFAULT '0' NOT NULL,
    contract_no TEXT DEFAULT '' NOT NULL,
    contract_rate TEXT DEFAULT '' NOT NULL,
    legal_form TEXT DEFAULT '' NOT NULL,
    founded_on VARCHAR(10),
    note TEXT DEFAULT '' NOT NULL,
    starting_stage INTEGER,
    retired_on VARCHAR(10),
    removed INTEGER DEFAULT '0' NOT NULL,
    merged_into INTEGER,
    batch_id INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    name_en TEXT DEFAULT '' NOT NULL,
    registration_no TEXT DEFAULT '' NOT NULL,
    business_address TEXT DEFAULT '' NOT NULL,
    website TEXT DEFAULT '' NOT NULL,
    invoice_title TEXT DEFAULT '' NOT NULL,
    invoice_tax_id TEXT DEFAULT '' NOT NULL,
    invoice_address TEXT DEFAULT '' NOT NULL,
    invoice_bank TEXT DEFAULT '' NOT NULL,
    methods TEXT DEFAULT '' NOT NULL,
    growth TEXT DEFAULT '' NOT NULL,
    margin TEXT DEFAULT '' NOT NULL,
    importance TEXT DEFAULT '' NOT NULL,
    cash_only INTEGER DEFAULT '0' NOT NULL,
    sme_notice_on VARCHAR(10),
    PRIMARY KEY (id),
    FOREIGN KEY(merged_into) REFERENCES customer (id),
    FOREIGN KEY(batch_id) REFERENCES batch (id)
);

CREATE TABLE limit_application (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    terms TEXT DEFAULT '' NOT NULL,
    "temporary" INTEGER DEFAULT '0' NOT NULL,
    begins VARCHAR(10) NOT NULL,
    until VARCHAR(10),
    reason TEXT DEFAULT '' NOT NULL,
    methods TEXT DEFAULT '' NOT NULL,
    uninsured_minor INTEGER NOT NULL,
    grade TEXT DEFAULT '' NOT NULL,
    secured INTEGER DEFAULT '0' NOT NULL,
    formula_version TEXT DEFAULT '' NOT NULL,
    applicant TEXT DEFAULT '' NOT NULL,
    replaces INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE letter (
    id INTEGER NOT NULL,
    number TEXT DEFAULT '' NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    stage INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    language TEXT DEFAULT '' NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    deadline VARCHAR(10),
    principal_minor INTEGER NOT NULL,
    interest_minor INTEGER NOT NULL,
    compensation_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    figures TEXT DEFAULT '' NOT NULL,
    file_id INTEGER NOT NULL,
    first_page INTEGER DEFAULT '0' NOT NULL,
    pages INTEGER DEFAULT '0' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(file_id) REFERENCES stored_file (id)
);

CREATE TABLE contact (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    at TEXT DEFAULT '' NOT NULL,
    channel TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    result TEXT DEFAULT '' NOT NULL,
    cause TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    next_action TEXT DEFAULT '' NOT NULL,
    next_on VARCHAR(10),
    invoices TEXT DEFAULT '' NOT NULL,
    interrupts INTEGER DEFAULT '0' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE cover (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    percent TEXT DEFAULT '' NOT NULL,
    provider TEXT DEFAULT '' NOT NULL,
    guarantor_grade TEXT DEFAULT '' NOT NULL,
    begins VARCHAR(10),
    until VARCHAR(10),
    note TEXT DEFAULT '' NOT NULL,
    file_id INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    ended_on VARCHAR(10),
    end_reason TEXT DEFAULT '' NOT NULL,
    end_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(file_id) REFERENCES stored_file (id)
);

CREATE TABLE score (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    as_of VARCHAR(10) NOT NULL,
    card TEXT DEFAULT '' NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    score TEXT DEFAULT '' NOT NULL,
    grade TEXT DEFAULT '' NOT NULL,
    coverage TEXT DEFAULT '' NOT NULL,
    confidence TEXT DEFAULT '' NOT NULL,
    inputs TEXT DEFAULT '' NOT NULL,
    result TEXT DEFAULT '' NOT NULL,
    opinion TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    cause TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE limit_decision (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    effective_from VARCHAR(10) NOT NULL,
    expires_on VARCHAR(10),
    "temporary" INTEGER DEFAULT '0' NOT NULL,
    terms TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    methods TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    batch_id INTEGER,
    event_seq INTEGER,
    withdrawn_on VARCHAR(10),
    withdrawal_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(batch_id) REFERENCES batch (id)
);

CREATE TABLE sales_order (
    id INTEGER NOT NULL,
    no TEXT DEFAULT '' NOT NULL,
    customer_id INTEGER NOT NULL,
    date VARCHAR(10) NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    deposit_minor INTEGER NOT NULL,
    terms_days INTEGER,
    method TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'approved' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    batch_id INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    cancelled_on VARCHAR(10),
    cancel_reason TEXT DEFAULT '' NOT NULL,
    cancel_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(batch_id) REFERENCES batch (id)
);

CREATE TABLE credit_freeze (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    since VARCHAR(10) NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    lifted_on VARCHAR(10),
    lift_reason TEXT DEFAULT '' NOT NULL,
    lift_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE fact (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    "key" TEXT DEFAULT '' NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    unit TEXT DEFAULT '' NOT NULL,
    source_type TEXT DEFAULT '' NOT NULL,
    source_name TEXT DEFAULT '' NOT NULL,
    source_ref TEXT DEFAULT '' NOT NULL,
    quotes TEXT DEFAULT '' NOT NULL,
    obtained_on VARCHAR(10) NOT NULL,
    valid_from VARCHAR(10),
    expires_on VARCHAR(10),
    entered_by TEXT DEFAULT '' NOT NULL,
    verifier TEXT DEFAULT '' NOT NULL,
    verified_on VARCHAR(10),
    method TEXT DEFAULT '' NOT NULL,
    confidence TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    verification_seq INTEGER,
    superseded_on VARCHAR(10),
    supersede_reason TEXT DEFAULT '' NOT NULL,
    superseding_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE file_entry (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    body TEXT DEFAULT '' NOT NULL,
    file_id INTEGER,
    replaces INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    ended_on VARCHAR(10),
    end_reason TEXT DEFAULT '' NOT NULL,
    ending_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(file_id) REFERENCES stored_file (id)
);

CREATE TABLE document (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    no TEXT DEFAULT '' NOT NULL,
    customer_id INTEGER NOT NULL,
    issued_to INTEGER NOT NULL,
    date VARCHAR(10) NOT NULL,
    due_date VARCHAR(10),
    currency TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    status TEXT DEFAULT 'posted' NOT NULL,
    open_minor INTEGER NOT NULL,
    settled_on VARCHAR(10) NOT NULL,
    instalments INTEGER DEFAULT '0' NOT NULL,
    interest INTEGER DEFAULT '0' NOT NULL,
    opening INTEGER DEFAULT '0' NOT NULL,
    due_assumed INTEGER DEFAULT '0' NOT NULL,
    terms TEXT DEFAULT '' NOT NULL,
    method TEXT DEFAULT '' NOT NULL,
    maturity VARCHAR(10),
    note TEXT DEFAULT '' NOT NULL,
    salesperson TEXT DEFAULT '' NOT NULL,
    delivered_on VARCHAR(10),
    accepted_on VARCHAR(10),
    confirmed_on VARCHAR(10),
    contract_no TEXT DEFAULT '' NOT NULL,
    order_no TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    batch_id INTEGER,
    parent_id INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    reversed_on VARCHAR(10),
    reversal_reason TEXT DEFAULT '' NOT NULL,
    reversal_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(issued_to) REFERENCES customer (id),
    FOREIGN KEY(batch_id) REFERENCES batch (id),
    FOREIGN KEY(parent_id) REFERENCES document (id)
);

CREATE TABLE promise (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    made_on VARCHAR(10) NOT NULL,
    written INTEGER DEFAULT '0' NOT NULL,
    channel TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE application_step (
    id INTEGER NOT NULL,
    application_id INTEGER NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    user TEXT DEFAULT '' NOT NULL,
    at TEXT DEFAULT '' NOT NULL,
    comment TEXT DEFAULT '' NOT NULL,
    agrees INTEGER DEFAULT '0' NOT NULL,
    amount_minor INTEGER,
    decision_id INTEGER,
    snapshot_hash TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(application_id) REFERENCES limit_application (id),
    FOREIGN KEY(decision_id) REFERENCES limit_decision (id)
);

CREATE TABLE letter_item (
    id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    instalment_no INTEGER,
    amount_minor INTEGER NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(letter_id) REFERENCES letter (id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE TABLE score_override (
    id INTEGER NOT NULL,
    score_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    proposed TEXT DEFAULT '' NOT NULL,
    grade TEXT DEFAULT '' NOT NULL,
    reason_code TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    begins VARCHAR(10) NOT NULL,
    expires_on VARCHAR(10) NOT NULL,
    approved_by TEXT DEFAULT '' NOT NULL,
    continues INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    withdrawn_on VARCHAR(10),
    withdraw_reason TEXT DEFAULT '' NOT NULL,
    withdrawal_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(score_id) REFERENCES score (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE challenger_score (
    id INTEGER NOT NULL,
    score_id INTEGER NOT NULL,
    version TEXT DEFAULT '' NOT NULL,
    score TEXT DEFAULT '' NOT NULL,
    grade TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(score_id) REFERENCES score (id)
);

CREATE TABLE shipment (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    date VARCHAR(10) NOT NULL,
    amount_minor INTEGER NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    reversed_on VARCHAR(10),
    reversal_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(order_id) REFERENCES sales_order (id)
);

CREATE TABLE order_release (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    reason_code TEXT DEFAULT '' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    amount_minor INTEGER NOT NULL,
    date VARCHAR(10) NOT NULL,
    valid_until VARCHAR(10) NOT NULL,
    held_for TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(order_id) REFERENCES sales_order (id)
);

CREATE TABLE instalment (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    no INTEGER NOT NULL,
    due_date VARCHAR(10) NOT NULL,
    amount_minor INTEGER NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE TABLE allocation (
    id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    value_date VARCHAR(10) NOT NULL,
    instalment_no INTEGER,
    batch_id INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    reversed_on VARCHAR(10),
    taken_back_on VARCHAR(10),
    reversal_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(from_id) REFERENCES document (id),
    FOREIGN KEY(to_id) REFERENCES document (id)
);

CREATE TABLE dispute (
    id INTEGER NOT NULL,
    no TEXT DEFAULT '' NOT NULL,
    document_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    raised_on VARCHAR(10) NOT NULL,
    raised_by TEXT DEFAULT '' NOT NULL,
    owner TEXT DEFAULT '' NOT NULL,
    target_on VARCHAR(10),
    note TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    closed_on VARCHAR(10),
    outcome TEXT DEFAULT '' NOT NULL,
    accepted_minor INTEGER DEFAULT '0' NOT NULL,
    closing_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE TABLE bill_event (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    event TEXT DEFAULT '' NOT NULL,
    date VARCHAR(10) NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE TABLE payment_plan (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    currency TEXT DEFAULT '' NOT NULL,
    signed_on VARCHAR(10) NOT NULL,
    default_days INTEGER DEFAULT '0' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    ended_on VARCHAR(10),
    end_reason TEXT DEFAULT '' NOT NULL,
    ending_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE plan_document (
    id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    UNIQUE (plan_id, document_id),
    FOREIGN KEY(plan_id) REFERENCES payment_plan (id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE TABLE plan_instalment (
    id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    no INTEGER NOT NULL,
    due_date VARCHAR(10) NOT NULL,
    amount_minor INTEGER NOT NULL,
    event_seq INTEGER,
    PRIMARY KEY (id),
    UNIQUE (plan_id, no),
    FOREIGN KEY(plan_id) REFERENCES payment_plan (id)
);

CREATE TABLE proof (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    letter_id INTEGER,
    kind TEXT DEFAULT '' NOT NULL,
    day VARCHAR(10) NOT NULL,
    sent_on VARCHAR(10),
    channel TEXT DEFAULT '' NOT NULL,
    waybill TEXT DEFAULT '' NOT NULL,
    person TEXT DEFAULT '' NOT NULL,
    invoices TEXT DEFAULT '' NOT NULL,
    runs_from VARCHAR(10),
    result TEXT DEFAULT '' NOT NULL,
    balance_minor INTEGER,
    note TEXT DEFAULT '' NOT NULL,
    file_id INTEGER,
    created_at TEXT DEFAULT '' NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    event_seq INTEGER,
    withdrawn_on VARCHAR(10),
    withdraw_reason TEXT DEFAULT '' NOT NULL,
    withdrawal_seq INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(letter_id) REFERENCES letter (id),
    FOREIGN KEY(file_id) REFERENCES stored_file (id)
);

CREATE INDEX ix_group_limit ON group_limit (name, effective_from);

CREATE UNIQUE INDEX ux_scorecard_version ON scorecard (version);

CREATE INDEX ix_scorecard_step ON scorecard_step (type, effective_from);

CREATE INDEX ix_industry_note ON industry_note (section, "key", date);

CREATE INDEX ix_register_entry ON register_entry (kind, date);

CREATE UNIQUE INDEX ux_posted_entry ON posted_entry (digest);

CREATE INDEX ix_user_name ON user_account (name_key, id);

CREATE INDEX ix_customer_name_key ON customer (name_key);

CREATE UNIQUE INDEX ux_customer_code ON customer (code);

CREATE INDEX ix_customer_tax_id ON customer (tax_id);

CREATE INDEX ix_application_customer ON limit_application (customer_id);

CREATE UNIQUE INDEX ux_letter_number ON letter (number);

CREATE INDEX ix_letter_customer ON letter (customer_id, date);

CREATE INDEX ix_contact_customer ON contact (customer_id, at);

CREATE INDEX ix_cover_customer ON cover (customer_id);

CREATE INDEX ix_score_customer ON score (customer_id, as_of);

CREATE INDEX ix_limit_customer ON limit_decision (customer_id, effective_from);

CREATE INDEX ix_order_no ON sales_order (no);

CREATE INDEX ix_order_customer ON sales_order (customer_id, no);

CREATE INDEX ix_freeze_customer ON credit_freeze (customer_id, since);

CREATE INDEX ix_fact_customer ON fact (customer_id, "key", obtained_on);

CREATE INDEX ix_file_entry_customer ON file_entry (customer_id, kind);

CREATE INDEX ix_document_order ON document (order_no, customer_id) WHERE order_no <> '';

CREATE INDEX ix_document_no ON document (no);

CREATE INDEX ix_document_open ON document (customer_id, currency, due_date, date, open_minor) WHERE open_minor <> 0 AND instalments = 0;

CREATE INDEX ix_document_reversed ON document (reversal_seq) WHERE reversal_seq IS NOT NULL;

CREATE INDEX ix_document_customer ON document (customer_id, kind, no);

CREATE INDEX ix_document_settled ON document (settled_on, date, customer_id, currency, due_date, amount_minor, reversed_on, instalments);

CREATE INDEX ix_day_mark ON day_mark (task, day);

CREATE INDEX ix_promise_customer ON promise (customer_id, date);

CREATE INDEX ix_plan_customer ON payment_plan (customer_id, signed_on);

CREATE INDEX ix_plan_document ON plan_document (document_id);

CREATE INDEX ix_proof_customer ON proof (customer_id, day);

CREATE INDEX ix_proof_letter ON proof (letter_id);

CREATE INDEX ix_application_step ON application_step (application_id, id);

CREATE INDEX ix_letter_item_document ON letter_item (document_id);

CREATE INDEX ix_letter_item ON letter_item (letter_id);

CREATE INDEX ix_override_score ON score_override (score_id);

CREATE INDEX ix_challenger_score ON challenger_score (score_id);

CREATE INDEX ix_shipment_order ON shipment (order_id, date);

CREATE INDEX ix_release_order ON order_release (order_id, date);

CREATE UNIQUE INDEX ux_instalment ON instalment (document_id, no);

CREATE INDEX ix_allocation_reversed ON allocation (reversal_seq) WHERE reversal_seq IS NOT NULL;

CREATE INDEX ix_allocation_from ON allocation (from_id, value_date, reversed_on, amount_minor);

CREATE INDEX ix_allocation_to ON allocation (to_id, value_date, reversed_on, amount_minor);

CREATE INDEX ix_bill_event_document ON bill_event (document_id, date);

CREATE INDEX ix_dispute_document ON dispute (document_id);
