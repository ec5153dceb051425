"""`python -m arcadumas.site.cli`: how `up` starts its children."""

import sys

from arcadumas.site.cli import main

sys.exit(main())
