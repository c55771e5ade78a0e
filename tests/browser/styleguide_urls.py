"""The portal's addresses and the style guide's, for tests of what its pages are made of."""

from django.urls import path

from portal.urls import urlpatterns as portal_urls
from portal.views.styleguide import styleguide

urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *portal_urls]
