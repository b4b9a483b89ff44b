"""Have outsiders attest the log: a time-stamping authority its hour, a chain its root.

Job: once an interval, if the log grew, ask each authority to attest its newest checkpoint; keep what it answers once
that has been checked; try again with growing pauses. The log never waits for any of it.
Owns: the table evidence.anchor.
Law: 在线诉讼规则 (法释〔2021〕12号). Article 16 (CN-EV-01): what is verified to agree with what was put on a chain is
presumed unaltered *since*, until rebutted. Article 17 (CN-EV-02): on challenge the court looks at the platform's
interest in the matter and at its process; so others attest than ourselves. Article 18 (CN-EV-03): what was true
*before* must be shown otherwise: by source, clock, device, who did it; an entry says those. Article 19 (CN-EV-04): an
expert may be heard, a court may order an appraisal; so a receipt is kept exactly as received, for tools not ours.
What a time stamp proves: these octets existed at that time at the latest. Not that they are true, nor who wrote them.
A demo authority proves nothing. Only a root goes out, never what an entry says (CN-EV-11).
Start reading at: shapes.py, due.py, keeping.py.
"""
