-- Whatever belongs to a claim is its tenant's. Who reads the claim by a grant reads its events and figures, too.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['claimevent', 'claimassessment', 'claimreminder', 'calendarfeed', 'import',
                                'columnmemory', 'roadassumptions'] LOOP
        EXECUTE format('ALTER TABLE claims_%s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE claims_%s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY own ON claims_%s USING (tenant_id = (SELECT house.tenant()))'
            ' WITH CHECK (tenant_id = (SELECT house.tenant()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['claimevent', 'claimassessment'] LOOP
        EXECUTE format(
            'CREATE POLICY granted ON claims_%s FOR SELECT'
            ' USING ((tenant_id, claim_id) IN (SELECT owner, subject FROM house.grants_standing()))', name);
        EXECUTE format(
            'ALTER TABLE claims_%s ADD CONSTRAINT %s_of_claim FOREIGN KEY (tenant_id, claim_id)'
            ' REFERENCES claims_claim (tenant_id, id) ON DELETE CASCADE', name, name);
    END LOOP;
END $$;
ALTER TABLE claims_claimreminder ADD CONSTRAINT reminder_of_claim FOREIGN KEY (tenant_id, claim_id)
    REFERENCES claims_claim (tenant_id, id) ON DELETE CASCADE;
-- A calendar asks with its secret alone; it then stands for the tenant of that row and of no other.
CREATE POLICY by_secret ON claims_calendarfeed FOR SELECT
    USING (ended_at IS NULL AND house.token() <> '' AND token_hash = house.token());
