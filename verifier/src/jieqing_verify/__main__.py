"""python -m jieqing_verify: the command, where its script is not on the path."""

import sys

from jieqing_verify.cli import main

sys.exit(main())
