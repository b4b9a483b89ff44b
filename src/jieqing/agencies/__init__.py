"""The directory and what is known of each agency.

Job: hold, search, import and export agencies with 18 indicators each. Owns: agency rows, the indicator catalogue, the
invented demo directory. Calls: kit, law. Law: CN-AG-01, 02, 20, 21. Start reading at: rules/listing.py, data/indicators.yaml
"""
