-- The vault opens a subject to a reader as long as its owner's grant stands, and only to read.
CREATE POLICY granted ON vault.data_key FOR SELECT
    USING ((tenant_id, subject) IN (SELECT owner, subject FROM house.grants_standing()));

-- Who opens another's case by a grant is told in the owner's log, and can add nothing else to it.
CREATE POLICY opened_by_grant ON evidence.entry FOR INSERT
    WITH CHECK (event = 'vault.value_opened' AND house.granted(tenant_id, about));
