-- One row for each person who ever asked for a PIN and about whom there is still something to know: the PIN
-- that lives, if one does, and the wrong ones of the last hour. All of it changes in one statement at a time.
CREATE TABLE credentials.pin (
    citizen       uuid          PRIMARY KEY,
    name          bytea,                  -- of the attempt that asked for it; nothing: asked for outside a journey
    digest        bytea         NOT NULL, -- HMAC of whose it is, what it is bound to, the user key and the PIN
    salt          text          NOT NULL, -- of the user key
    keyed         boolean       NOT NULL, -- whether a user key was chosen
    made_at       timestamptz   NOT NULL,
    until         timestamptz   NOT NULL,
    tries         smallint      NOT NULL, -- that are left
    sends         smallint      NOT NULL, -- by SMS
    posted_at     timestamptz,            -- of the first of them; until then nothing enters
    next_send     timestamptz   NOT NULL,
    used_at       timestamptz,
    failures      timestamptz[] NOT NULL,
    blocked_until timestamptz   NOT NULL,
    held          boolean       NOT NULL  -- until an operator lifts it
);
