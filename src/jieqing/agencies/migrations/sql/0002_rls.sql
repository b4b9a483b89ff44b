-- A claim to a listing is its organisation's; operators read all of them, and decide in that organisation's name.
ALTER TABLE agencies_listingclaim ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_listingclaim FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON agencies_listingclaim
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY operator ON agencies_listingclaim FOR SELECT USING ((SELECT house.has_role('operator')));
