-- Who is registered, how well their identity was checked, and how to reach them.
-- No credentials: those live in their own schema, and nothing there says who somebody is.
CREATE TABLE citizens.person (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    document             text NOT NULL UNIQUE CHECK (document ~ '^[0-9XYZKLM][0-9]{7}[A-Z]$'),
    given_name           text NOT NULL CHECK (char_length(given_name) BETWEEN 1 AND 100),
    first_surname        text NOT NULL CHECK (char_length(first_surname) BETWEEN 1 AND 100),
    second_surname       text CHECK (char_length(second_surname) BETWEEN 1 AND 100),
    birth_date           date NOT NULL,
    level                text NOT NULL CHECK (level IN ('basic', 'advanced')),
    state                text NOT NULL
        CHECK (state IN ('active', 'pending_signature', 'renounced', 'revoked')),
    phone                text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
    email                text CHECK (char_length(email) BETWEEN 3 AND 254),
    registered_at        timestamptz NOT NULL,
    -- Sessions and proofs older than this no longer count.
    sessions_valid_after timestamptz NOT NULL
);

-- One phone, one person (Resolución of 14 December 2015, annex I, 1.6). Whoever left gives it free.
CREATE UNIQUE INDEX person_phone ON citizens.person (phone)
    WHERE state IN ('active', 'pending_signature');
