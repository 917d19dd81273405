-- Each event has a name of its own, and those that the person has to hear of remember that they did.
ALTER TABLE credentials.event
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ADD COLUMN noticed_at timestamptz,
    ADD COLUMN tell_after timestamptz;   -- there was no room for the message before

CREATE INDEX event_to_tell ON credentials.event (at)
    WHERE noticed_at IS NULL AND citizen IS NOT NULL
        AND (kind IN ('browser', 'lock', 'set', 'unlock') OR outcome = 'locks');

-- The browsers from which somebody entered, each under a name that it has for this person alone: nothing tells
-- whether two persons used the same one.
CREATE TABLE credentials.browser (
    citizen uuid        NOT NULL,
    name    bytea       NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (citizen, name)
);

CREATE INDEX ON credentials.browser (used_at);

-- What «no he sido yo» in a notice leads to. The link itself is only in the message.
CREATE TABLE credentials.notice (
    token   bytea       PRIMARY KEY,   -- SHA-256 of what is in the link
    citizen uuid        NOT NULL,
    method  text        NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX ON credentials.notice (made_at);
