-- When the phone of a person became another one (SPEC F-082). Whoever changes it, by whichever way, cannot forget
-- to say so; only who says another instant in the same statement is believed.
ALTER TABLE citizens.person ADD COLUMN contact_changed_at timestamptz;

CREATE FUNCTION citizens.phone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.contact_changed_at IS NOT DISTINCT FROM OLD.contact_changed_at THEN
        NEW.contact_changed_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER person_phone_changed BEFORE UPDATE ON citizens.person
    FOR EACH ROW WHEN (NEW.phone IS DISTINCT FROM OLD.phone)
    EXECUTE FUNCTION citizens.phone_changed();
