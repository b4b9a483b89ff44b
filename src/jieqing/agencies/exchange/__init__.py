"""The directory as a file, CSV or XLSX, one row an agency: export and import give back exactly what went in.

Columns: data/columns.yaml. Start reading at: reading.py, writing.py
"""
