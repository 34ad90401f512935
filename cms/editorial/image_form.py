"""The form with which images are uploaded and replaced."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from content_models.models.images import UNREADABLE


class ReadableImageField(WagtailImageField):
    """Says that a file is damaged where Wagtail fails, as with one that is cut off."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except UNREADABLE as error:
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail makes the field itself, of a class that it lets nobody choose.
        made = self.fields.get("file")
        if made is not None:
            self.fields["file"] = ReadableImageField(
                label=made.label,
                required=made.required,
                widget=made.widget,
                max_length=made.max_length,
            )
