-- What is printed on people's cards beside the number, for installations that load it by a command instead of
-- asking a service. Whether somebody is registered does not matter here.
CREATE TABLE citizens.card (
    document text PRIMARY KEY CHECK (document ~ '^[0-9XYZKLM][0-9]{7}[A-Z]$'),
    datum    text NOT NULL CHECK (datum ~ '^([0-9]{2}-[0-9]{2}-[0-9]{4}|[EC][0-9]{8})$')
);
