-- A batch of papers is its tenant's alone: no grant reads it.
ALTER TABLE claims_paperbatch ENABLE ROW LEVEL SECURITY;
ALTER TABLE claims_paperbatch FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON claims_paperbatch USING (tenant_id = (SELECT house.tenant()))
    WITH CHECK (tenant_id = (SELECT house.tenant()));
