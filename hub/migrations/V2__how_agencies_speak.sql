-- How an agency speaks with us, part of the operator's record. Those that were here before speak plain SAML.
ALTER TABLE hub.agency
    ADD COLUMN dialect text NOT NULL DEFAULT 'strict' CHECK (dialect IN ('strict', 'clave2')),
    -- NIF_DIR3 in capitals: by this name alone an agency of the dialect clave2 is known.
    ADD COLUMN provider_name text UNIQUE CHECK (provider_name = upper(provider_name)),
    -- What it is forgiven, by name (the manual's page of deviations).
    ADD COLUMN deviations text[] NOT NULL DEFAULT '{}',
    ADD CHECK ((dialect = 'clave2') = (provider_name IS NOT NULL));
