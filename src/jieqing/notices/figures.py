"""What this room counts for those who watch (site/metrics.py shows it)."""

from prometheus_client import Counter

NOTICES = Counter("jieqing_notices", "Notices written.", ["event"])
MAILS = Counter("jieqing_mails", "Mails, by what came of them: sent, or the failure.", ["outcome"])
