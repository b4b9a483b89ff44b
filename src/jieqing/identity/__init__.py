"""People, organisations, their roles, and who lets whom read what.

Job: sign people in; found organisations, invite and remove members; say who asks (`request.actor`); let one tenant
read another's case until a day; show a person all that is kept of them, and delete it.
Owns: tenants, memberships, invitations, grants; the SQL functions house.granted, granted_subjects, tenant_of_agency.
Calls: vault, evidence, law, kit.
Law: CN-PI-05 (grants), CN-PI-13 (see, correct, delete), CN-PI-20.
Start reading at: rules/roles.py, models.py, migrations/sql/0001_rls.sql, middleware.py
"""
