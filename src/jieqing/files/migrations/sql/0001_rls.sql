-- An attachment is its tenant's alone; whom the tenant lets read a case besides: 0002_readers.sql.
ALTER TABLE files_storedfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE files_storedfile FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON files_storedfile
    USING (tenant_id = (SELECT house.tenant()))
    WITH CHECK (tenant_id = (SELECT house.tenant()));
