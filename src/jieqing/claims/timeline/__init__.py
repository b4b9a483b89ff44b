"""A claim's life: what happened, with proof; what is to be done by when; reminders and a calendar.

Job: keep events, say what each does to limitation and interest, remind in time. Owns: claims_claimevent,
claims_claimreminder, claims_calendarfeed. Start reading at: service.py, queries.py
"""
