"""The law as dated data with sources.

Job: answer "what did this rule say on that day, where does it stand, how binding is it". Owns: packs/ (YAML), the
administrative divisions, the check of registration codes. Calls: kit. Law: every row names its own.
Start reading at: pack.py, packs/cn/fees.yaml
"""
