-- The language of the messages that a person gets; nothing: the one in which they are reading.
ALTER TABLE citizens.person ADD COLUMN language text CHECK (language ~ '^[a-z]{2}$');
