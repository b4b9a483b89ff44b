"""Tell people what is done with their data, keep it no longer than said, and answer when they ask.

Job: the privacy notice in versions, periods of keeping and the nightly deletion, the register of processing, requests.
Owns: drafts, versions and readings of the notice, changed periods, runs of the deletion, requests.
Calls: notices, vault, identity, evidence, law, kit.
Law: CN-PI-01, 03, 04, 13, 14, 20, JQ-PI-01, 02. Start reading at: rules/notice.py, rules/retention.py, data/notice.yaml
"""
