-- Who asks, as the transaction says (kit/rows.py). Every policy of the house reads these and nothing else.
CREATE SCHEMA house;
CREATE FUNCTION house.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('jieqing.tenant', true), '')::uuid $$;
CREATE FUNCTION house.user_id() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('jieqing.user', true), '')::int $$;
CREATE FUNCTION house.token() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('jieqing.token', true), '') $$;
CREATE FUNCTION house.has_role(role text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT role = ANY (string_to_array(current_setting('jieqing.roles', true), ',')) $$;
GRANT USAGE ON SCHEMA house TO jieqing_app, jieqing_vault, jieqing_evidence;

-- The log. The application may add to it; it reads through a role of its own, and nobody changes or removes.
CREATE SCHEMA evidence;
CREATE TABLE evidence.entry (
    number      bigint GENERATED ALWAYS AS IDENTITY,
    id          uuid PRIMARY KEY,
    tenant_id   uuid,                       -- null: the house's own, such as a failed sign-in
    at          timestamptz NOT NULL,
    event       text NOT NULL CHECK (event ~ '^[a-z]+\.[a-z_]+$'),
    actor       text NOT NULL CHECK (actor ~ '^(anyone|(user|system):[a-z0-9_-]+)$'),
    about       uuid,
    code        text NOT NULL DEFAULT '' CHECK (code ~ '^[a-z0-9_.:-]*$'),
    commitment  bytea CHECK (octet_length(commitment) = 32),
    body_sealed bytea,
    CHECK ((commitment IS NULL) = (body_sealed IS NULL))
);
CREATE INDEX entry_about ON evidence.entry (tenant_id, about, number);
CREATE INDEX entry_number ON evidence.entry (tenant_id, number);

GRANT USAGE ON SCHEMA evidence TO jieqing_app, jieqing_evidence;
GRANT INSERT ON evidence.entry TO jieqing_app;
GRANT SELECT ON evidence.entry TO jieqing_evidence;

ALTER TABLE evidence.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE evidence.entry FORCE ROW LEVEL SECURITY;
CREATE POLICY add ON evidence.entry FOR INSERT
    WITH CHECK (tenant_id IS NULL OR tenant_id = (SELECT house.tenant()));
CREATE POLICY own ON evidence.entry FOR SELECT
    USING (tenant_id = (SELECT house.tenant()) OR (tenant_id IS NULL AND (SELECT house.has_role('operator'))));
