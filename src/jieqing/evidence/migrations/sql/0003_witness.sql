-- What each witness of the policy answered last, and since when it answers so: for the operator's page. Codes alone.
CREATE TABLE evidence.witness (
    name  text PRIMARY KEY CHECK (octet_length(name) <= 255),   -- in the policy
    code  text NOT NULL CHECK (code ~ '^[a-z0-9_]{1,40}$'),     -- evidence/asking.py lists them
    size  bigint NOT NULL CHECK (size >= 0),                    -- of the checkpoint that it was asked to cosign
    since timestamptz NOT NULL,                                 -- the first answer of this code in a row
    at    timestamptz NOT NULL                                  -- the last one
);
GRANT SELECT, INSERT, UPDATE ON evidence.witness TO jieqing_sequencer;
GRANT SELECT ON evidence.witness TO jieqing_app;
