-- The vault: a schema that only the role jieqing_vault may enter. The application takes that role for single
-- statements (kit/rows.py as_role); without it these tables are not there for it. No secret lies here in the clear:
-- the secret halves of the tenants' keys are in the key store, outside the database.
CREATE SCHEMA vault;
GRANT USAGE ON SCHEMA vault TO jieqing_vault;

-- The public half of each version of a tenant's key; the highest version wraps, the others only still unwrap.
CREATE TABLE vault.tenant_key (
    tenant_id         uuid NOT NULL,
    version           int NOT NULL CHECK (version > 0),
    profile           text NOT NULL CHECK (profile IN ('international', 'sm')),
    public_key        bytea NOT NULL,
    index_key_wrapped bytea NOT NULL,       -- the key of the blind index; the same in all versions
    made_at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, version)
);

-- One data key a subject, wrapped to a version of the tenant's key. Erased: the key is gone, the row says since when.
CREATE TABLE vault.data_key (
    tenant_id   uuid NOT NULL,
    subject     uuid NOT NULL,
    key_version int NOT NULL,
    profile     text NOT NULL CHECK (profile IN ('international', 'sm')),
    wrapped     bytea,
    made_at     timestamptz NOT NULL,
    erased_at   timestamptz,
    PRIMARY KEY (tenant_id, subject),
    FOREIGN KEY (tenant_id, key_version) REFERENCES vault.tenant_key (tenant_id, version),
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);
-- what a rotation has still to do
CREATE INDEX data_key_version ON vault.data_key (tenant_id, key_version, subject) WHERE wrapped IS NOT NULL;

-- Keyed digests of values that may be searched for by equality.
CREATE TABLE vault.blind (
    tenant_id uuid NOT NULL,
    subject   uuid NOT NULL,
    field     text NOT NULL,
    digest    bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (tenant_id, subject, field),
    FOREIGN KEY (tenant_id, subject) REFERENCES vault.data_key (tenant_id, subject)
);
CREATE INDEX blind_digest ON vault.blind (tenant_id, field, digest);

GRANT SELECT, INSERT ON vault.tenant_key TO jieqing_vault;
GRANT SELECT, INSERT, UPDATE ON vault.data_key TO jieqing_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.blind TO jieqing_vault;

ALTER TABLE vault.tenant_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.tenant_key FORCE ROW LEVEL SECURITY;
ALTER TABLE vault.data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.data_key FORCE ROW LEVEL SECURITY;
ALTER TABLE vault.blind ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.blind FORCE ROW LEVEL SECURITY;

-- Reading stands apart from writing: `identity` adds a policy by which a grant lets another tenant read a data key.
CREATE POLICY own_read ON vault.tenant_key FOR SELECT USING (tenant_id = (SELECT house.tenant()));
CREATE POLICY own_add ON vault.tenant_key FOR INSERT WITH CHECK (tenant_id = (SELECT house.tenant()));
-- The operator's page lists versions and their age; nothing can be opened with what stands there.
CREATE POLICY operator_read ON vault.tenant_key FOR SELECT USING ((SELECT house.has_role('operator')));

CREATE POLICY own_read ON vault.data_key FOR SELECT USING (tenant_id = (SELECT house.tenant()));
CREATE POLICY own_add ON vault.data_key FOR INSERT WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY own_change ON vault.data_key FOR UPDATE
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));

CREATE POLICY own_read ON vault.blind FOR SELECT USING (tenant_id = (SELECT house.tenant()));
CREATE POLICY own_add ON vault.blind FOR INSERT WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY own_change ON vault.blind FOR UPDATE
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY own_remove ON vault.blind FOR DELETE USING (tenant_id = (SELECT house.tenant()));
