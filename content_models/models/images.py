"""Images with a credit and a dominant colour, measured once when the file arrives."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from wagtail.images.models import AbstractImage, AbstractRendition, Image

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]

# What a missing, truncated or hostile file makes Pillow raise; its reader of AVIF raises the third.
UNREADABLE = (OSError, ValueError, RuntimeError, SyntaxError, PillowImage.DecompressionBombError)


class WikiImage(AbstractImage):
    """An image. Its alternative text stands where it is used, so that it can be translated."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, as readers see it.")
    )
    dominant_color = models.CharField(max_length=7, blank=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """The words that a writer who chooses it begins with; the name of a file says nothing."""
        return self.description

    def save(self, *args, **kwargs) -> None:
        if self.file and (not self.dominant_color or not getattr(self.file, "_committed", True)):
            self.dominant_color = self.measure_color()
        # With the documents that show it.
        with transaction.atomic():
            super().save(*args, **kwargs)

    def is_readable(self) -> bool:
        """Return whether its file is there and begins as an image does."""
        try:
            with self.open_file() as file, PillowImage.open(file, formats=FORMATS):
                return bool(self.dominant_color)
        except UNREADABLE:
            return False

    def measure_color(self) -> str:
        """Return the average colour as `#rrggbb`, empty when the file cannot be read."""
        try:
            with self.open_file() as file, PillowImage.open(file, formats=FORMATS) as picture:
                picture.draft("RGB", (64, 64))
                red, green, blue = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))
        except UNREADABLE:
            return ""
        return f"#{red:02x}{green:02x}{blue:02x}"


class WikiRendition(AbstractRendition):
    """One size and format of an image, made when something that shows it is published."""

    image = models.ForeignKey(WikiImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter"
            ),
        ]
