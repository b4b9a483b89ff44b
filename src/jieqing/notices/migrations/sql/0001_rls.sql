-- A notice is for one member's eyes. The jobs that write and mail it act for the tenant and for no member at all; a
-- person who is signed in is always a member.
ALTER TABLE notices_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notices_notice
    USING (tenant_id = (SELECT house.tenant()) AND user_id = coalesce((SELECT house.user_id()), user_id))
    WITH CHECK (tenant_id = (SELECT house.tenant()) AND user_id = coalesce((SELECT house.user_id()), user_id));

ALTER TABLE notices_preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices_preferences FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notices_preferences
    USING (tenant_id = (SELECT house.tenant()) AND user_id = coalesce((SELECT house.user_id()), user_id))
    WITH CHECK (tenant_id = (SELECT house.tenant()) AND user_id = coalesce((SELECT house.user_id()), user_id));
