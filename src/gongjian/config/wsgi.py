"""The WSGI entry point, for granian or any other server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gongjian.kernel import held_database, keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
application = get_wsgi_application()
keys.hold(settings.KEYS_DIR, keys.NAMES)
held_database.hold()
