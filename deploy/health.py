"""Exit code 0 when the web server on this machine can reach its database. Needs nothing but Python itself.

Asks http://127.0.0.1:8000/readyz (JIEQING_HEALTH_ADDRESS: another host:port) under the first name in JIEQING_HOSTS.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

ADDRESS = os.environ.get("JIEQING_HEALTH_ADDRESS", "127.0.0.1:8000")
NAME = os.environ.get("JIEQING_HOSTS", "localhost").split(",")[0].lstrip(".")


def is_well() -> bool:
    """Whether /readyz says 200 within three seconds."""
    connection = HTTPConnection(ADDRESS, timeout=3)
    try:
        connection.request("GET", "/readyz", headers={"Host": NAME})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_well() else 1)
