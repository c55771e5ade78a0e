"""Tags."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import rules
from tickets.models import Tag
from tickets.services import merge_tags


class TagForm(forms.ModelForm):
    """A tag under another name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)

    class Meta:
        model = Tag
        fields = ("name",)

    def clean_name(self) -> str:
        """The name as tags are spelled; one that stands already is merged, not renamed."""
        name = rules.tag_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("A tag has letters a to z or digits."))
        if Tag.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This tag exists. Choose both in the list, and merge them."))
        return name


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Tags by how many tickets carry them; renaming one renames it everywhere."""

    form = TagForm
    list_display = ("name", "carried_by")
    search_fields = ("name",)
    ordering = ("name",)
    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """Tags with the number of their tickets."""
        rows: QuerySet[Tag] = super().get_queryset(request).annotate(carriers=Count("tickets"))
        return rows

    @admin.display(description=gettext_lazy("tickets"), ordering="carriers")
    def carried_by(self, tag: Tag) -> int:
        """How many tickets carry it."""
        return int(getattr(tag, "carriers", 0))

    @admin.action(description=gettext_lazy("Merge into the one that most tickets carry"), permissions=["change"])
    def merge(self, request: HttpRequest, tags: QuerySet[Tag]) -> None:
        """Make the chosen tags one."""
        chosen = sorted(tags, key=lambda each: (-self.carried_by(each), each.name))
        merge_tags(tags=Tag.objects.filter(pk__in=[each.pk for each in chosen]), into=chosen[0])
        said = _("Merged into %(name)s: %(count)s.") % {"name": chosen[0].name, "count": len(chosen) - 1}
        messages.info(request, said)
