"""Tell each member what happened, on the page and by mail.

Job: turn announced events into notices and mails, at hours that suit; say what became of each. Owns: notices, each
member's wishes, what went wrong with jobs. Calls: evidence, identity, kit. Law: CN-PI-20.
Start reading at: data/notices.yaml, service.py
"""
