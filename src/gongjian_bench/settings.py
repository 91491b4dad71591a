"""The site's settings with the two measuring layers around and inside all others. Only the bench's servers read this."""

from gongjian.config.settings import *  # noqa: F403
from gongjian.config.settings import MIDDLEWARE as SITE_MIDDLEWARE

MIDDLEWARE = ["gongjian_bench.serving.layers.Around", *SITE_MIDDLEWARE, "gongjian_bench.serving.layers.Inside"]
