"""Addresses of the knowledge base; an article is named by its own, and a former one leads to it."""

from django.urls import path

from knowledgebase.views import files, fixing, following, outdated, published, reading, reviewing, roles, writing

app_name = "knowledgebase"
urlpatterns = [
    path("sitemap.xml", published.sitemap, name="sitemap"),
    path("kb/", reading.index, name="index"),
    path("kb/feed.atom", published.feed, name="feed"),
    path("kb/drafts/", writing.drafts, name="drafts"),
    path("kb/new/", writing.new, name="new"),
    path("kb/preview/", writing.preview, name="preview"),
    path("kb/outdated/", outdated.outdated, name="outdated"),
    path("kb/files/<slug:token>/", files.file, name="file"),
    path("kb/files/<slug:token>/removal/", files.file_removal, name="file-removal"),
    path("kb/roles/", roles.roles, name="roles"),
    path("kb/subscriptions/", following.subscriptions, name="subscriptions"),
    path("kb/subscriptions/<str:token>/end/", following.unsubscribe, name="unsubscribe"),
    path("kb/<slug:slug>/", reading.article, name="article"),
    path("kb/<slug:slug>/approval/", reviewing.approval, name="approval"),
    path("kb/<slug:slug>/archiving/", reviewing.archiving, name="archiving"),
    path("kb/<slug:slug>/comparison/", reviewing.comparison, name="comparison"),
    path("kb/<slug:slug>/edition/", writing.edition, name="edition"),
    path("kb/<slug:slug>/feedback/", reading.feedback, name="feedback"),
    path("kb/<slug:slug>/fix/", fixing.fix, name="fix"),
    path("kb/<slug:slug>/manuscript/", reviewing.manuscript, name="manuscript"),
    path("kb/<slug:slug>/print/", reading.printed, name="print"),
    path("kb/<slug:slug>/restoration/<int:number>/", reviewing.restoration, name="restoration"),
    path("kb/<slug:slug>/sending-back/", reviewing.sending_back, name="sending-back"),
    path("kb/<slug:slug>/submission/", reviewing.submission, name="submission"),
    path("kb/<slug:slug>/withdrawal/", reviewing.withdrawal, name="withdrawal"),
]
