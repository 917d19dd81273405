-- What stood behind an entry with a certificate, for whoever has to show it years later: with the event of the same
-- attempt it tells who entered. No name and no document.
CREATE TABLE credentials.certificate_use (
    attempt    text        NOT NULL,
    issuer     text        NOT NULL,
    serial     text        NOT NULL,
    policy     text        NOT NULL,
    checked_at timestamptz NOT NULL,
    answer     text        NOT NULL  -- SHA-256 of what its issuer answered that it still stands
);

CREATE INDEX ON credentials.certificate_use (attempt);
CREATE INDEX ON credentials.certificate_use (checked_at);

-- Certificates that were seen revoked for good, also authorities': whatever is answered later, they are.
CREATE TABLE credentials.certificate_revoked (
    certificate bytea       PRIMARY KEY, -- SHA-256 of its issuer's name and key, and of its serial number
    revoked_at  timestamptz NOT NULL,
    reason      text,
    seen_at     timestamptz NOT NULL,
    until       timestamptz NOT NULL     -- then it has ended by itself
);

CREATE INDEX ON credentials.certificate_revoked (until);

-- Who said that it was not them who entered. No certificate of theirs that was valid by then enters any more.
CREATE TABLE credentials.certificate_blocked (
    citizen uuid        PRIMARY KEY,
    at      timestamptz NOT NULL
);
