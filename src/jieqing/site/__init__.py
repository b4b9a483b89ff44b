"""Put the house together.

Job: settings, addresses, the embedded PostgreSQL, the web server, the worker and who hears which event, metrics and
health, the `jieqing` command. Owns: the state directory.
Calls: agencies, claims, desks, evidence, files, identity, kit, law, mandates, notices, privacy, proof, vault.
Law: none. Start reading at: cli.py, settings.py, wiring.py
"""
