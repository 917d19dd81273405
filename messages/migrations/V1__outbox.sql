-- What is still to be brought to somebody. Where to, and what, is ciphertext: whoever reads the database
-- learns neither phones nor codes. What was brought, or is of no use any more, keeps nothing of it.
CREATE TABLE messages.outbox (
    id        uuid PRIMARY KEY,
    taken_at  timestamptz NOT NULL,
    until     timestamptz NOT NULL,
    purpose   text NOT NULL,
    letter    bytea,
    fate      text NOT NULL CHECK (fate IN ('under_way', 'handed', 'delivered', 'failed')),
    -- From when on a node may take it up: at once, after a pause, or when the node that has it is believed dead.
    due_at    timestamptz NOT NULL,
    -- How often it was taken up. Who has it must not have been overtaken by somebody else.
    tries     integer NOT NULL DEFAULT 0,
    -- The carriers that could not bring it in this round, and those that are not asked again.
    passed    text[] NOT NULL DEFAULT '{}',
    refused   text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX outbox_due_at ON messages.outbox (due_at) WHERE fate = 'under_way';
CREATE INDEX outbox_until ON messages.outbox (until) WHERE letter IS NOT NULL;
CREATE INDEX outbox_taken_at ON messages.outbox (taken_at);

-- What the budgets count: one line for each message and each account that it is on. The name of a phone, a
-- person, an agency or a block of addresses is an HMAC under a key of the house, and so is which budget it is.
CREATE TABLE messages.spent (
    name  bytea NOT NULL CHECK (octet_length(name) = 32),
    at    timestamptz NOT NULL
);
CREATE INDEX spent_name_at ON messages.spent (name, at);
CREATE INDEX spent_at ON messages.spent (at);
