-- What an entry's public form (a leaf, verifier/src/jieqing_verify/entry.py) needs beside what stands there already:
-- where it was recorded, by which clock, and the salt that hides who did it to what until its holder shows it.
ALTER TABLE evidence.entry
    ADD COLUMN salt bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text, '-', ''), 'hex')
        CHECK (octet_length(salt) = 16),
    ADD COLUMN clock text NOT NULL DEFAULT 'host:unknown' CHECK (clock ~ '^host:(synced|unsynced|unknown)$'),
    ADD COLUMN device text NOT NULL DEFAULT 'node-0' CHECK (device ~ '^node-[0-9a-z]{1,32}$');
ALTER TABLE evidence.entry
    ALTER COLUMN salt DROP DEFAULT,
    ALTER COLUMN clock DROP DEFAULT,
    ALTER COLUMN device DROP DEFAULT,
    DROP CONSTRAINT entry_pkey,
    ADD PRIMARY KEY (number);

-- What waits for its place in the tree. The trigger fills it in the transaction of the entry, however that was added:
-- no entry is committed without it, none is queued that was rolled back.
CREATE TABLE evidence.pending (number bigint PRIMARY KEY);
CREATE FUNCTION evidence.queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO evidence.pending SELECT number FROM added;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION evidence.queue() FROM PUBLIC;
CREATE TRIGGER queue AFTER INSERT ON evidence.entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evidence.queue();

-- Entries of before: under FORCE their owner would see none of them.
ALTER TABLE evidence.entry NO FORCE ROW LEVEL SECURITY;
INSERT INTO evidence.pending SELECT number FROM evidence.entry;
ALTER TABLE evidence.entry FORCE ROW LEVEL SECURITY;

-- The tree (RFC 6962, C2SP tlog-tiles): rows are added, never changed. All of it is published.
CREATE TABLE evidence.leaf (
    index  bigint PRIMARY KEY CHECK (index >= 0),
    number bigint NOT NULL UNIQUE,          -- of the entry
    hash   bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE TABLE evidence.node (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),  -- the hash of a full tile of the level below: 256^level leaves
    index bigint NOT NULL CHECK (index >= 0),
    hash  bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);
CREATE TABLE evidence.checkpoint (
    size bigint PRIMARY KEY CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    at   timestamptz NOT NULL,
    note bytea NOT NULL                     -- signed by the log's two keys
);
CREATE TABLE evidence.cosignature (
    size    bigint NOT NULL REFERENCES evidence.checkpoint,
    witness text NOT NULL,                  -- its name in the policy
    lines   bytea NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (size, witness)
);
CREATE TABLE evidence.anchor (
    id        uuid PRIMARY KEY,
    size      bigint NOT NULL REFERENCES evidence.checkpoint,
    kind      text NOT NULL CHECK (kind IN ('rfc3161', 'evm')),
    authority text NOT NULL,
    state     text NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    receipt   bytea,
    asked_at  timestamptz NOT NULL,
    done_at   timestamptz,
    attempts  integer NOT NULL DEFAULT 0,
    said      text NOT NULL DEFAULT '' CHECK (said ~ '^[a-z0-9_.:-]*$'),
    next_at   timestamptz NOT NULL,
    UNIQUE (size, kind, authority),
    CHECK ((state = 'done') = (receipt IS NOT NULL))
);
CREATE INDEX anchor_due ON evidence.anchor (next_at) WHERE state = 'waiting';

-- The sequencer: it alone gives entries their place, and it changes no entry.
GRANT USAGE ON SCHEMA evidence TO jieqing_sequencer;
GRANT SELECT ON evidence.entry TO jieqing_sequencer;
CREATE POLICY sequence ON evidence.entry FOR SELECT TO jieqing_sequencer USING (true);
GRANT SELECT, DELETE ON evidence.pending TO jieqing_sequencer;
GRANT SELECT, INSERT ON evidence.leaf, evidence.node, evidence.checkpoint, evidence.cosignature TO jieqing_sequencer;
GRANT SELECT, INSERT, UPDATE ON evidence.anchor TO jieqing_sequencer;
GRANT SELECT ON evidence.leaf, evidence.node, evidence.checkpoint, evidence.cosignature, evidence.anchor,
    evidence.pending TO jieqing_app;
