"""What editors, reviewers and readers write."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Version
from common.choices import let_choose
from common.instants import InstantField
from knowledgebase import rules, services
from knowledgebase.models import Category, Revision
from knowledgebase.services.files import PURPOSE
from uploads.fields import FilesField, FilesInput

SUMMARY = 300


class ArticleFiles(FilesInput):
    """Files of an article; its pictures stand in the text."""

    pictures = "/kb/files/"
    draws = "id_body"


class ArticleForm(forms.Form):
    """Writes an article. `known` is the number of the text that the editor began from."""

    known = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Title"), max_length=160, error_messages={"required": _("Say what the article is about.")}
    )
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY,
        required=False,
        help_text=_("One sentence for lists and search. Whoever may not read the text does not get it."),
    )
    body = forms.CharField(
        label=_("Text"),
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Markdown. Begin headings with ## and name the language of a block of code."),
        error_messages={"required": _("Write the article.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Revision.Kind)
    visibility = forms.ChoiceField(label=_("For whom"), choices=Revision.Visibility)
    category = forms.ChoiceField(label=_("Category"))
    product = forms.ChoiceField(label=_("Product"), required=False)
    versions = forms.MultipleChoiceField(
        label=_("Versions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of the product above. None means all of them."),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=rules.LONGEST_SLUG,
        required=False,
        help_text=_("Empty: made of the title. A former address goes on leading here."),
    )
    note = forms.CharField(label=_("What changed"), max_length=rules.MAX_NOTE, required=False)
    kept = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("A file of this text is gone. Look at the article again.")},
    )
    attachments = FilesField(
        label=_("Add files"),
        required=False,
        widget=ArticleFiles(purpose=PURPOSE),
        help_text=_("Up to 20 files of at most 25 MB each. A picture may be pasted or dropped into the text."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, there: Sequence[dict[str, Any]] = (), **kw: Any) -> None:
        super().__init__(data, files, **kw)
        self.there = [each for each in there if not each["is_removed"]]
        let_choose(self, "kept", [(each["token"], each["name"]) for each in self.there])
        self.categories = {str(each.pk): each for each in Category.objects.in_order()}
        self.products = {str(each.pk): each for each in Product.objects.order_by("name")}
        versions = Version.objects.select_related("product").order_by("product__name", "-released_on")
        self.known_versions = {str(each.pk): each for each in versions}
        let_choose(self, "category", [(key, each.name) for key, each in self.categories.items()])
        let_choose(self, "product", [("", _("none")), *((key, each.name) for key, each in self.products.items())])
        let_choose(self, "versions", [(key, str(each)) for key, each in self.known_versions.items()])

    def clean(self) -> dict[str, Any]:
        """Versions are those of the product, and what Gold opens is about a product."""
        data = super().clean() or self.cleaned_data
        product = self.products.get(data.get("product") or "")
        named = [self.known_versions[key] for key in data.get("versions", ())]
        if any(version.product != product for version in named):
            self.add_error("versions", _("Choose versions of the product above."))
        if data.get("visibility") == rules.Visibility.ENTITLED and product is None:
            self.add_error("product", _("Gold is bought for a product: say for which one this article is."))
        return data

    def draft(self) -> services.ArticleDraft:
        """The article that a valid form describes."""
        data = self.cleaned_data
        return services.ArticleDraft(
            title=data["title"],
            summary=data["summary"],
            body=data["body"],
            kind=data["kind"],
            visibility=data["visibility"],
            category=self.categories[data["category"]],
            product=self.products.get(data["product"]),
            versions=[self.known_versions[key] for key in data["versions"]],
            slug=data["slug"],
            note=data["note"],
            files=data["attachments"],
            kept=data["kept"],
        )

    @property
    def held(self) -> list[dict[str, Any]]:
        """The files of the text before: with `is_kept`, and the `line` by which a picture stands in the text."""
        ticked = self["kept"].value() if self.is_bound else [each["token"] for each in self.there]
        return [{**each, "is_kept": each["token"] in ticked, "line": _line(each)} for each in self.there]


def _line(file: dict[str, Any]) -> str:
    """The Markdown that shows a picture; nothing for another file."""
    called = file["name"].rpartition(".")[0].translate({ord("["): None, ord("]"): None})
    return f"![{called}]({ArticleFiles.pictures}{file['token']}/)" if file["is_picture"] else ""


def initial_of(text: Revision, slug: str) -> dict[str, Any]:
    """What a form that writes `text` again begins with."""
    return {
        "known": text.number,
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "kind": text.kind,
        "visibility": text.visibility,
        "category": str(text.category_id),
        "product": str(text.product_id or ""),
        "versions": [str(each.pk) for each in text.versions.all()],
        "slug": slug,
    }


class ApprovalForm(forms.Form):
    """Approves a text, for now or for later."""

    publish_at = InstantField(label=_("Publish at"), required=False, help_text=_("Empty: at once. In your time zone."))


class SendBackForm(forms.Form):
    """Sends a text back with what is missing."""

    note = forms.CharField(
        label=_("What is missing"),
        max_length=rules.MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what the editor should change.")},
    )


class FeedbackForm(forms.Form):
    """Says whether an article helped."""

    helpful = forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))])
    reason = forms.CharField(label=_("What was missing or wrong?"), max_length=rules.MAX_NOTE, required=False)


class FixForm(forms.Form):
    """In which version a known issue is fixed."""

    fixed_in = forms.CharField(
        label=_("Fixed in"),
        max_length=rules.LONGEST_FIX,
        help_text=_("Such as Meridian Server 5.1.3. Whoever filed a ticket that has the issue is told."),
        error_messages={"required": _("Say in which version.")},
    )
