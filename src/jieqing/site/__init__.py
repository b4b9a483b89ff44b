"""Put the house together.

Job: settings, addresses, the embedded PostgreSQL, the web server and the `jieqing` command. Owns: the state directory.
Calls: agencies, claims, desks, mandates, kit. Law: none. Start reading at: cli.py, settings.py
"""
