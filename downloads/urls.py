"""Addresses of the downloads; a release is named by its product and number, a file by its own number."""

from django.urls import path

from downloads.views import editing, exposure, files, following, giving, log, published, reading, steps

app_name = "downloads"
urlpatterns = [
    path("downloads/", reading.index, name="index"),
    path("downloads/feed.atom", published.feed, name="feed"),
    path("downloads/log/", log.log, name="log"),
    path("downloads/exposure/", exposure.exposure, name="exposure"),
    path("downloads/work/", editing.work, name="work"),
    path("downloads/new/", editing.new, name="new"),
    path("downloads/preview/", editing.preview, name="preview"),
    path("downloads/links/<str:token>/", giving.link, name="link"),
    path("downloads/versions/<int:pk>/", reading.version, name="version"),
    path("downloads/products/<slug:slug>/follow/", following.follow, name="follow"),
    path("downloads/unfollow/<slug:token>/", following.unfollow, name="unfollow"),
    path("downloads/releases/<slug:slug>/", reading.release, name="release"),
    path("downloads/releases/<slug:slug>/SHA256SUMS", giving.sums, name="sums"),
    path("downloads/releases/<slug:slug>/edition/", editing.edition, name="edition"),
    path("downloads/releases/<slug:slug>/publication/", steps.publication, name="publication"),
    path("downloads/releases/<slug:slug>/calling-off/", steps.calling_off, name="calling-off"),
    path("downloads/releases/<slug:slug>/withdrawal/", steps.withdrawal, name="withdrawal"),
    path("downloads/releases/<slug:slug>/files/new/", files.new, name="file-new"),
    path("downloads/releases/<slug:slug>/files/<int:number>/", giving.file, name="file"),
    path("downloads/releases/<slug:slug>/files/<int:number>/removal/", files.removal, name="file-removal"),
    path("downloads/releases/<slug:slug>/files/<int:number>/signature/", giving.signature, name="signature"),
]
