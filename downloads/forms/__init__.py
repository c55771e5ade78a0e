"""What editors say of releases and their files, and what readers narrow lists to."""

from downloads.forms.files import FileForm, brought
from downloads.forms.releases import PublicationForm, ReleaseForm, WithdrawalForm, initial_of

__all__ = ["FileForm", "PublicationForm", "ReleaseForm", "WithdrawalForm", "brought", "initial_of"]
