CREATE TABLE credentials.card (
    number  text PRIMARY KEY,
    citizen uuid NOT NULL
);

-- For any number that was tried, whether there is such a card or not.
CREATE TABLE credentials.card_use (
    number text     PRIMARY KEY,
    next   smallint NOT NULL,   -- the position that is asked next
    wrong  smallint NOT NULL    -- tries since the last right code
);
