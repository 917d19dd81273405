-- One row for everything that happened with a credential. Together with the hub's trace, which has
-- the attempt and no person, it tells the auditor who entered where: see DESIGN 4.
-- No document, no name, no secret, not even a wrong one.
CREATE TABLE credentials.event (
    at      timestamptz NOT NULL,
    attempt text,                   -- null: not in a journey (a command of the operator)
    citizen uuid,                   -- null: the document is nobody's
    method  text        NOT NULL,
    kind    text        NOT NULL,   -- what was tried, in the method's words
    outcome text        NOT NULL    -- how it ended, in the method's words
);

CREATE INDEX ON credentials.event (attempt);
CREATE INDEX ON credentials.event (citizen, at);
