-- Who reads a card, and which step each side may take. rules/states.py says the same; a test compares the two.

-- The listing of the directory that the present tenant holds.
CREATE FUNCTION house.agency() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT agency_id FROM public.identity_tenant WHERE id = (SELECT house.tenant()) AND state = 'active' $$;

ALTER TABLE mandates_cardmessage ADD CONSTRAINT message_card
    FOREIGN KEY (tenant_id, card_id) REFERENCES mandates_casecard (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE mandates_waitingcard ADD CONSTRAINT waiting_card
    FOREIGN KEY (tenant_id, card_id) REFERENCES mandates_casecard (tenant_id, id) ON DELETE CASCADE;

ALTER TABLE mandates_casecard ENABLE ROW LEVEL SECURITY;
ALTER TABLE mandates_casecard FORCE ROW LEVEL SECURITY;
-- Either party reads. A card that waits is read by whoever holds the listing it waits for.
CREATE POLICY parties ON mandates_casecard FOR SELECT USING (
    tenant_id = (SELECT house.tenant())
    OR agency_tenant_id = (SELECT house.tenant())
    OR (agency_tenant_id IS NULL AND agency_id = (SELECT house.agency())));
-- It goes out as sent, and to nobody but the holder of the listing.
CREATE POLICY send ON mandates_casecard FOR INSERT WITH CHECK (
    tenant_id = (SELECT house.tenant()) AND state = 'sent' AND version = 1
    AND agency_tenant_id IS NOT DISTINCT FROM house.tenant_of_agency(agency_id));
CREATE POLICY creditor_steps ON mandates_casecard FOR UPDATE
    USING (tenant_id = (SELECT house.tenant()))
    WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY agency_steps ON mandates_casecard FOR UPDATE
    USING (agency_tenant_id = (SELECT house.tenant())
           OR (agency_tenant_id IS NULL AND agency_id = (SELECT house.agency())))
    WITH CHECK (agency_tenant_id = (SELECT house.tenant())
                AND state IN ('sent', 'asked', 'answered', 'accepted', 'declined'));
CREATE POLICY retention ON mandates_casecard FOR DELETE
    USING (tenant_id = (SELECT house.tenant()) AND state NOT IN ('accepted', 'opened'));

-- A policy sees the new row alone. What leads from the old to the new is judged here.
CREATE FUNCTION house.card_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    side text := CASE WHEN OLD.tenant_id = house.tenant() THEN 'creditor' ELSE 'agency' END;
    is_delivery boolean := OLD.agency_tenant_id IS NULL AND NEW.agency_tenant_id IS NOT NULL;
BEGIN
    IF (NEW.id, NEW.tenant_id, NEW.agency_id, NEW.claim_id, NEW.sent_at, NEW.expires_at, NEW.amount_about_fen,
        NEW.debt_kind, NEW.debtor_kind, NEW.creditor_kind, NEW.place, NEW.age, NEW.evidence, NEW.lawsuit)
       IS DISTINCT FROM
       (OLD.id, OLD.tenant_id, OLD.agency_id, OLD.claim_id, OLD.sent_at, OLD.expires_at, OLD.amount_about_fen,
        OLD.debt_kind, OLD.debtor_kind, OLD.creditor_kind, OLD.place, OLD.age, OLD.evidence, OLD.lawsuit) THEN
        RAISE EXCEPTION 'what was sent stays as it was sent' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.agency_tenant_id IS DISTINCT FROM OLD.agency_tenant_id AND NOT (is_delivery AND side = 'agency') THEN
        RAISE EXCEPTION 'a card stays with its agency' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF side = 'creditor' AND (NEW.decline_reason, NEW.conflict_checked_at)
                             IS DISTINCT FROM (OLD.decline_reason, OLD.conflict_checked_at)
       OR side = 'agency' AND (NEW.case_until, NEW.grant_id, NEW.paper_id)
                              IS DISTINCT FROM (OLD.case_until, OLD.grant_id, OLD.paper_id) THEN
        RAISE EXCEPTION 'each side writes its own part' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a step makes the next version' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF is_delivery AND NEW.state = OLD.state AND NEW.state_before IS NOT DISTINCT FROM OLD.state_before THEN
        RETURN NEW;
    END IF;
    IF NEW.state_before IS DISTINCT FROM OLD.state OR NOT (
        (side, OLD.state, NEW.state) IN (
            ('agency', 'sent', 'asked'), ('agency', 'asked', 'asked'), ('agency', 'answered', 'asked'),
            ('agency', 'sent', 'accepted'), ('agency', 'asked', 'accepted'), ('agency', 'answered', 'accepted'),
            ('agency', 'sent', 'declined'), ('agency', 'asked', 'declined'), ('agency', 'answered', 'declined'),
            ('creditor', 'asked', 'answered'), ('creditor', 'answered', 'answered'),
            ('creditor', 'sent', 'withdrawn'), ('creditor', 'asked', 'withdrawn'),
            ('creditor', 'answered', 'withdrawn'), ('creditor', 'accepted', 'withdrawn'),
            ('creditor', 'sent', 'expired'), ('creditor', 'asked', 'expired'), ('creditor', 'answered', 'expired'),
            ('creditor', 'accepted', 'opened'), ('creditor', 'closed', 'opened'),
            ('creditor', 'opened', 'opened'), ('creditor', 'opened', 'closed'))
        -- taken back: to where it was, no further
        OR (side = 'agency' AND OLD.state = 'declined' AND NEW.state = OLD.state_before)
        OR (side = 'creditor' AND OLD.state = 'withdrawn' AND NEW.state = OLD.state_before)) THEN
        RAISE EXCEPTION 'no such step' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER card_step BEFORE UPDATE ON mandates_casecard FOR EACH ROW EXECUTE FUNCTION house.card_step();

-- Messages stand as they were written. Who reads the card reads them; each side writes as itself.
ALTER TABLE mandates_cardmessage ENABLE ROW LEVEL SECURITY;
ALTER TABLE mandates_cardmessage FORCE ROW LEVEL SECURITY;
CREATE POLICY parties ON mandates_cardmessage FOR SELECT USING (EXISTS (
    SELECT FROM mandates_casecard card
    WHERE card.tenant_id = mandates_cardmessage.tenant_id AND card.id = card_id));
CREATE POLICY write ON mandates_cardmessage FOR INSERT WITH CHECK (EXISTS (
    SELECT FROM mandates_casecard card
    WHERE card.tenant_id = mandates_cardmessage.tenant_id AND card.id = card_id
      AND CASE side WHEN 'creditor' THEN card.tenant_id ELSE card.agency_tenant_id END = (SELECT house.tenant())));

-- The operator counts what waits, and sees nothing of it.
ALTER TABLE mandates_waitingcard ENABLE ROW LEVEL SECURITY;
ALTER TABLE mandates_waitingcard FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON mandates_waitingcard
    USING (tenant_id = (SELECT house.tenant())) WITH CHECK (tenant_id = (SELECT house.tenant()));
CREATE POLICY operator ON mandates_waitingcard FOR SELECT USING ((SELECT house.has_role('operator')));
CREATE POLICY delivered_read ON mandates_waitingcard FOR SELECT USING (agency_id = (SELECT house.agency()));
CREATE POLICY delivered ON mandates_waitingcard FOR DELETE USING (agency_id = (SELECT house.agency()));
