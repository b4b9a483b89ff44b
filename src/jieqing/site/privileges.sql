-- After every migration: the application uses the tables of the schema public and makes none. The schemas `vault` and
-- `evidence` say for themselves who may enter (their rooms' migrations).
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jieqing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jieqing_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO jieqing_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM jieqing_app;
