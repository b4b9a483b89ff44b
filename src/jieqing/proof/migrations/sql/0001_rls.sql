-- A code is its tenant's own. Who knows it reads its one row, while it stands; whoever that is then acts for no tenant.
ALTER TABLE proof_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE proof_code FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON proof_code
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY by_secret ON proof_code FOR SELECT
    USING (revoked_at IS NULL AND house.token() <> '' AND token_hash = house.token());

-- It may be revoked, once; nothing else of it changes.
CREATE FUNCTION house.proof_code_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.tenant_id, NEW.subject_kind, NEW.subject, NEW.token_hash, NEW.first_signs, NEW.last_number,
        NEW.made_by, NEW.made_at, NEW.expires_at)
       IS DISTINCT FROM
       (OLD.id, OLD.tenant_id, OLD.subject_kind, OLD.subject, OLD.token_hash, OLD.first_signs, OLD.last_number,
        OLD.made_by, OLD.made_at, OLD.expires_at) OR OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a code stays as it was made' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proof_code_kept BEFORE UPDATE ON proof_code
    FOR EACH ROW EXECUTE FUNCTION house.proof_code_kept();
