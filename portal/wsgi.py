"""The WSGI entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from portal.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")
application = with_room(get_wsgi_application())
