-- Who belongs where, and who lets whom read what. Functions that every upper room's policies may ask, then policies.

-- What the present tenant may read of others, now; a grant ends by itself when its day comes. In a policy:
--     (tenant_id, id) IN (SELECT owner, subject FROM house.grants_standing())      worked out once a query
-- Always the pair: whoever only knows somebody else's id could grant it, but not in its owner's name.
CREATE FUNCTION house.grants_standing() RETURNS TABLE (owner uuid, subject uuid) LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT given.tenant_id, given.subject FROM public.identity_grant AS given
        WHERE given.reader_id = (SELECT house.tenant())
          AND given.ended_at IS NULL AND given.starts_at <= now() AND now() < given.ends_at
    $$;

-- The same of one subject of one owner.
CREATE FUNCTION house.granted(owner uuid, subject uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT EXISTS (SELECT FROM house.grants_standing() AS given WHERE given.owner = $1 AND given.subject = $2) $$;

-- For filters above a policy alone: it does not say whose they are.
CREATE FUNCTION house.granted_subjects() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT given.subject FROM house.grants_standing() AS given $$;

-- The tenant that holds an agency's listing in the directory: as public as the directory is.
CREATE FUNCTION house.tenant_of_agency(agency text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT id FROM public.identity_tenant WHERE agency_id = $1 AND state = 'active' $$;

-- The vault asks house.grants_standing under a role of its own.
GRANT SELECT ON identity_grant TO jieqing_vault;

-- The host's own tenant is one, and operators and verifiers stand nowhere else (identity/rules/roles.py).
ALTER TABLE identity_tenant ADD CONSTRAINT house_is_one
    CHECK ((kind = 'house') = (id = '00000000-0000-7000-8000-000000000001'));
ALTER TABLE identity_membership ADD CONSTRAINT operators_in_the_house
    CHECK (NOT roles && '{operator,verifier}' OR tenant_id = '00000000-0000-7000-8000-000000000001');
ALTER TABLE identity_invitation ADD CONSTRAINT operators_in_the_house
    CHECK (NOT roles && '{operator,verifier}' OR tenant_id = '00000000-0000-7000-8000-000000000001');

ALTER TABLE identity_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_membership FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON identity_membership
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY self ON identity_membership FOR SELECT USING (user_id = (SELECT house.user_id()));
CREATE POLICY operator ON identity_membership FOR SELECT USING ((SELECT house.has_role('operator')));

ALTER TABLE identity_invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON identity_invitation
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
-- Who holds the link reads that one invitation.
CREATE POLICY invited ON identity_invitation FOR SELECT USING (token_hash = (SELECT house.token()));

ALTER TABLE identity_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON identity_grant
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY reader ON identity_grant FOR SELECT USING (reader_id = (SELECT house.tenant()));

ALTER TABLE identity_tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity_tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON identity_tenant
    USING (id = (SELECT house.tenant())) WITH CHECK (id = (SELECT house.tenant()));
CREATE POLICY of_user ON identity_tenant FOR SELECT
    USING (id IN (SELECT tenant_id FROM identity_membership
                  WHERE user_id = (SELECT house.user_id()) AND ended_at IS NULL));
CREATE POLICY operator ON identity_tenant FOR SELECT USING ((SELECT house.has_role('operator')));
CREATE POLICY invited ON identity_tenant FOR SELECT
    USING (id IN (SELECT tenant_id FROM identity_invitation WHERE token_hash = (SELECT house.token())));
-- The two sides of a grant know each other's name.
CREATE POLICY party ON identity_tenant FOR SELECT
    USING (id IN (SELECT tenant_id FROM identity_grant WHERE reader_id = (SELECT house.tenant())
                  UNION ALL SELECT reader_id FROM identity_grant WHERE tenant_id = (SELECT house.tenant())));
-- Who holds a listing of the public directory is public, like the listing.
CREATE POLICY listed ON identity_tenant FOR SELECT USING (agency_id IS NOT NULL AND state = 'active');
