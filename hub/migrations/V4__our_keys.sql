-- Which of our keys is in which state, for all nodes at once. The private halves are in the nodes' key rings.
CREATE TABLE hub.key (
    -- SHA-256 over the certificate.
    fingerprint  text PRIMARY KEY CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    certificate  bytea NOT NULL,
    state        text NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'retired')),
    -- Since when it stands in our metadata.
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    -- The last time that it became active.
    activated_at timestamptz,
    activated_by text,
    retired_at   timestamptz,
    retired_by   text,
    CHECK ((state = 'retired') = (retired_at IS NOT NULL)),
    CHECK (state NOT IN ('active', 'retiring') OR activated_at IS NOT NULL)
);
CREATE UNIQUE INDEX key_one_next ON hub.key (state) WHERE state = 'next';
CREATE UNIQUE INDEX key_one_active ON hub.key (state) WHERE state = 'active';
CREATE TRIGGER key_changed AFTER INSERT OR UPDATE OR DELETE ON hub.key
    FOR EACH STATEMENT EXECUTE FUNCTION hub.next_generation();

-- Each agency has an address of its own for our metadata, that nobody else can guess: 122 random bits.
ALTER TABLE hub.agency
    ADD COLUMN metadata_token text NOT NULL UNIQUE DEFAULT gen_random_uuid()::text;
-- And finds it where it was, should it be removed and come back.
ALTER TABLE hub.agency_change ADD COLUMN metadata_token text;

-- Which keys stood in the metadata that an agency fetched last: one row for each agency and published key.
CREATE TABLE hub.key_seen (
    agency      text NOT NULL REFERENCES hub.agency ON DELETE CASCADE,
    fingerprint text NOT NULL REFERENCES hub.key ON DELETE CASCADE,
    seen_at     timestamptz NOT NULL,
    PRIMARY KEY (agency, fingerprint)
);
