"""The field for photos, on every page that takes them: any number of files, cleaned when the form is."""

from typing import Any

from django import forms

from arcadumas.base import files
from arcadumas.base.files import Clean


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """`clean` gives a list of (name as sent, cleaned file)."""

    widget = ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, Clean]]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not sent:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [self._clean(item) for item in sent if item]

    def _clean(self, item: Any) -> tuple[str, Clean]:
        name = item.name or "foto"
        try:
            return name, files.clean(item, name=name)
        except files.Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
