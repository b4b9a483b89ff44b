-- Made-up rows for isolation.py: one person in each tenant, claims dealt out in turn, a card for every tenth claim.
INSERT INTO auth_user (id, username, password, email, first_name, last_name, is_superuser, is_staff, is_active, date_joined)
SELECT n, 'u' || n, '', 'u' || n || '@example.com', '', '', false, false, true, now()
FROM generate_series(1, %(tenants)s) AS n;

INSERT INTO identity_tenant (id, kind, name, name_sealed, registration_code, state, made_at)
SELECT (%(space)s || lpad(to_hex(n), 12, '0'))::uuid, 'organisation', '单位' || n || '（虚构）', '', 'X' || n, 'active', now()
FROM generate_series(0, %(tenants)s - 1) AS n;

INSERT INTO identity_membership (id, tenant_id, user_id, person_id, roles, is_admin, name_sealed, joined_at, version)
SELECT gen_random_uuid(), (%(space)s || lpad(to_hex(n), 12, '0'))::uuid, n + 1, gen_random_uuid(), '{creditor}', true, '',
       now(), 1
FROM generate_series(0, %(tenants)s - 1) AS n;

INSERT INTO claims_claim (id, tenant_id, version, state, closed_as, saved_at, changed_at, read_on, amount_fen,
                          is_amount_approx, debt_kind, debtor_kind, place_code, evidence, aged_from_on, text_sealed,
                          corrections_sealed, facts_sealed, debtor_name_sealed, "case", case_said, source)
SELECT (%(space)s || lpad(to_hex(n), 12, '0'))::uuid, (%(space)s || lpad(to_hex(n %% %(tenants)s), 12, '0'))::uuid, 1,
       'open', '', now() - n * interval '1 second', now(), current_date, 100000 + n %% 5000000, false,
       'trade_receivable', 'company', '320900', '{contract,invoice}', current_date - (n * 7 %% 1500)::int,
       sha512(n::text::bytea), '', sha256(n::text::bytea), sha256(n::text::bytea), '{}', '{}', 'text'
FROM generate_series(0, %(claims)s - 1) AS n;

INSERT INTO mandates_casecard (id, tenant_id, agency_id, agency_tenant_id, claim_id, version, state, sent_at, expires_at,
                               moved_at, moved_by, amount_about_fen, debt_kind, age, evidence, decline_reason)
SELECT gen_random_uuid(), (%(space)s || lpad(to_hex(n %% %(tenants)s), 12, '0'))::uuid, 'agency-' || n,
       (%(space)s || lpad(to_hex((n * 7 + 1) %% %(tenants)s), 12, '0'))::uuid,
       (%(space)s || lpad(to_hex(n), 12, '0'))::uuid, 1, 'sent', now(), now() + interval '14 days',
       now() - n * interval '1 second', 'user:1', 1200000, 'trade_receivable', '91-180', '{contract}', ''
FROM generate_series(0, %(cards)s - 1) AS n
WHERE n %% %(tenants)s <> (n * 7 + 1) %% %(tenants)s;

INSERT INTO notices_notice (id, tenant_id, user_id, job_id, event, at, mail, read_at)
SELECT gen_random_uuid(), (%(space)s || lpad(to_hex(n %% %(tenants)s), 12, '0'))::uuid, n %% %(tenants)s + 1, n,
       'mandates.card_accepted', now() - n * interval '1 second', 'none', CASE WHEN n %% 5 > 0 THEN now() END
FROM generate_series(0, %(cards)s - 1) AS n;
