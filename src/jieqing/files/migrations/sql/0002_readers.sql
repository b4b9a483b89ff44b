CREATE POLICY granted ON files_storedfile FOR SELECT
    USING ((tenant_id, subject) IN (SELECT owner, subject FROM house.grants_standing()));
