-- By this value a node knows whether its pairwise key is the one that names were given with: an HMAC of
-- a fixed text. Written by the first node, once; a node with another key refuses to start.
CREATE TABLE hub.pairwise (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    check_value bytea NOT NULL CHECK (octet_length(check_value) = 32)
);

-- A partition is made or dropped under a lock on the whole ledger. Behind a backup, which reads the ledger
-- for minutes, this would wait, and every login behind it; so it gives up, and is tried again in ten minutes.
ALTER FUNCTION hub.keep_ledger(date) SET lock_timeout = '2s';
