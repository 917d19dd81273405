-- What has gone wrong from one block of addresses, with whatever method and whatever documents, and until when
-- nothing that comes from there is looked at. The name is an HMAC, and another one every day. It stands in the place
-- of password_failures, in which nodes of the release before still count; the next release drops that one.
CREATE TABLE credentials.failures (
    block   bytea       PRIMARY KEY,
    counted integer     NOT NULL,   -- on this day, since that is how long the name is good
    worn_at timestamptz NOT NULL,   -- when the last of them counts no longer for the ten minutes
    until   timestamptz NOT NULL
);

CREATE INDEX ON credentials.failures (worn_at);

-- When contrast data were tried in vain for a document, whether there is such a card or not; only those of the last
-- day count. The key is an HMAC of the document, so the table names nobody.
CREATE TABLE credentials.contrast_tries (
    document bytea         PRIMARY KEY,
    taken    timestamptz[] NOT NULL,
    last_at  timestamptz   NOT NULL
);

CREATE INDEX ON credentials.contrast_tries (last_at);
