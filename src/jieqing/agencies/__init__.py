"""The directory and what is known of each agency.

Job: hold, search, import and export agencies with 18 indicators each; let an agency claim its listing. Owns: agency
rows, the history of imports, claims to listings, the catalogues of indicators, kinds of body and matters, the invented
demo directory. Calls: identity, evidence, law, kit.
Law: CN-AG-01, 02, 02a, 03, 05, 08, 12, 20, 21, 22.
Start reading at: rules/listing.py, data/indicators.yaml, claiming.py
"""
