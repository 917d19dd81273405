-- What a person was last shown to go out to an agency, and what of it they kept back. Here because it says
-- who uses which agency; the hub's own schema holds nothing of a person.
CREATE TABLE citizens.release (
    person   uuid NOT NULL REFERENCES citizens.person ON DELETE CASCADE,
    agency   text NOT NULL CHECK (octet_length(agency) BETWEEN 1 AND 4096),
    at       timestamptz NOT NULL,
    -- Names of attributes.
    shown    text[] NOT NULL CHECK (cardinality(shown) <= 64),
    withheld text[] NOT NULL CHECK (withheld <@ shown),
    PRIMARY KEY (person, agency)
);
