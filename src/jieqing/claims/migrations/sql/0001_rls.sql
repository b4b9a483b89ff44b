-- A claim is its tenant's; another tenant reads it while a grant lasts, and never writes.
ALTER TABLE claims_claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE claims_claim FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON claims_claim
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY granted ON claims_claim FOR SELECT
    USING ((tenant_id, id) IN (SELECT owner, subject FROM house.grants_standing()));
