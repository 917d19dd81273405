-- A person's passwords: the newest is theirs, the older ones may not be chosen again.
CREATE TABLE credentials.password (
    citizen uuid        NOT NULL,
    set_at  timestamptz NOT NULL,
    hash    text        NOT NULL,   -- PHC string, Argon2id
    PRIMARY KEY (citizen, set_at)
);

-- Tries since the last right password, for any well-formed document, whether somebody has it or
-- not. The key is an HMAC of the document, so the table names nobody.
CREATE TABLE credentials.password_tries (
    document bytea       PRIMARY KEY,
    taken    smallint    NOT NULL,
    last_at  timestamptz NOT NULL
);
