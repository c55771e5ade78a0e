"""What an administrator sets: the shelves of the knowledge base."""

from django.contrib import admin

from knowledgebase.models import Category


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """The categories of articles, in the order in which readers see them."""

    list_display = ("name", "slug", "position")
    list_editable = ("position",)
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("position", "name")
