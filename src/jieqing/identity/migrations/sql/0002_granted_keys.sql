-- The vault opens a subject to a reader as long as its owner's grant stands, and only to read.
CREATE POLICY granted ON vault.data_key FOR SELECT
    USING ((tenant_id, subject) IN (SELECT owner, subject FROM house.grants_standing()));
