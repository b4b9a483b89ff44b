-- What the host says and decides is for everybody to read; operators add to it, and nobody alters or removes a line.
-- (No policy for UPDATE or DELETE: under forced row-level security there is no such row.)
ALTER TABLE privacy_noticeversion ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_noticeversion FORCE ROW LEVEL SECURITY;
CREATE POLICY anyone ON privacy_noticeversion FOR SELECT USING (true);
CREATE POLICY operator ON privacy_noticeversion FOR INSERT WITH CHECK ((SELECT house.has_role('operator')));

ALTER TABLE privacy_retentionsetting ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_retentionsetting FORCE ROW LEVEL SECURITY;
CREATE POLICY anyone ON privacy_retentionsetting FOR SELECT USING (true);
CREATE POLICY operator ON privacy_retentionsetting FOR INSERT WITH CHECK ((SELECT house.has_role('operator')));

-- The working copies: operators' eyes only.
ALTER TABLE privacy_noticedraft ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_noticedraft FORCE ROW LEVEL SECURITY;
CREATE POLICY read_by_operator ON privacy_noticedraft FOR SELECT USING ((SELECT house.has_role('operator')));
CREATE POLICY added_by_operator ON privacy_noticedraft FOR INSERT WITH CHECK ((SELECT house.has_role('operator')));

-- What the nightly deletion did: everybody may read it, the job (an operator's hand, without a user) writes it.
ALTER TABLE privacy_retentionrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_retentionrun FORCE ROW LEVEL SECURITY;
CREATE POLICY anyone ON privacy_retentionrun FOR SELECT USING (true);
CREATE POLICY begun ON privacy_retentionrun FOR INSERT WITH CHECK ((SELECT house.has_role('operator')));
CREATE POLICY done ON privacy_retentionrun FOR UPDATE
    USING ((SELECT house.has_role('operator')) AND done_at IS NULL)
    WITH CHECK ((SELECT house.has_role('operator')));

-- A reading is its reader's. The deletion job sees all of them.
ALTER TABLE privacy_noticereading ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_noticereading FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON privacy_noticereading FOR SELECT USING (user_id = (SELECT house.user_id()));
CREATE POLICY added ON privacy_noticereading FOR INSERT WITH CHECK (user_id = (SELECT house.user_id()));
CREATE POLICY seen_by_job ON privacy_noticereading FOR SELECT
    USING ((SELECT house.has_role('operator')) AND (SELECT house.user_id()) IS NULL);
CREATE POLICY removed_by_job ON privacy_noticereading FOR DELETE
    USING ((SELECT house.has_role('operator')) AND (SELECT house.user_id()) IS NULL);

-- A request stands with the host: its operators read and answer it, its asker reads and may withdraw it. Nobody else.
ALTER TABLE privacy_rightsrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_rightsrequest FORCE ROW LEVEL SECURITY;
CREATE POLICY asked ON privacy_rightsrequest FOR INSERT
    WITH CHECK (user_id = (SELECT house.user_id()) AND state = 'open');
CREATE POLICY own ON privacy_rightsrequest FOR SELECT USING (user_id = (SELECT house.user_id()));
CREATE POLICY withdrawn ON privacy_rightsrequest FOR UPDATE
    USING (user_id = (SELECT house.user_id()) AND state = 'open')
    WITH CHECK (user_id = (SELECT house.user_id()) AND state = 'withdrawn');
CREATE POLICY desk ON privacy_rightsrequest
    USING (tenant_id = (SELECT house.tenant()) AND (SELECT house.has_role('operator')))
    WITH CHECK (tenant_id = (SELECT house.tenant()) AND (SELECT house.has_role('operator')));
