"""Categories and words of spam; everything else of the community is kept on its own pages."""

from django.contrib import admin

from community.models import Category, SpamWord


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """Categories in the order of the pages."""

    list_display = ("name", "product", "visibility", "position")
    list_select_related = ("product",)
    ordering = ("position", "name")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(SpamWord)
class SpamWordAdmin(admin.ModelAdmin):
    """Words for which a post waits for a moderator."""

    ordering = ("text",)
    search_fields = ("text",)
