"""Chinese free text → a draft claim and the list of its gaps, as plain functions without a database.

Job: read what the writer says, where they say it, and how sure we are; never guess. Start reading at: read.py
"""
