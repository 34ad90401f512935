"""Images that a file refers to: they stand beside it or below its folder."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField

from cms.importing.pieces import Picture
from cms.importing.report import Report
from content_models.models import WikiImage


@dataclass
class PictureFolder:
    """The folder of a file, from which images are stored once, whatever they are called."""

    folder: Path
    user: Any
    made: list[WikiImage] = field(default_factory=list)

    def problem(self, source: str) -> str:
        """Return why an image cannot be stored, empty when it can."""
        path = self.folder / unquote(source)
        if "://" in source:
            return _("Pictures on the web are not fetched; put the file beside this one.")
        if not path.resolve().is_relative_to(self.folder.resolve()):
            return _("The file lies outside the folder of this one.")
        if not path.is_file():
            return _("There is no such file.")
        try:
            WagtailImageField().clean(SimpleUploadedFile(path.name, path.read_bytes()))
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def keep(self, source: str, title: str = "") -> int:
        """Store an image, unless the wiki has it already, and return its id."""
        path = self.folder / unquote(source)
        with path.open("rb") as opened:
            file = ImageFile(opened, name=path.name)
            image = WikiImage(
                title=(title or path.stem)[:255], file=file, uploaded_by_user=self.user
            )
            image._set_file_hash()
            known = WikiImage.objects.filter(file_hash=image.file_hash).first()
            if known is not None:
                return int(known.pk)
            image.save()
        self.made.append(image)
        return int(image.pk)

    def forget(self) -> None:
        """Remove the files of images whose rows were rolled back."""
        for image in self.made:
            image.file.storage.delete(image.file.name)


@dataclass
class Pictures:
    """Stores the images of an article, and notes those that cannot be."""

    folder: PictureFolder
    report: Report

    def place(self, picture: Picture) -> int | None:
        """Store the image of a piece and return its id; None, and a note, when it cannot be."""
        if not picture.alt:
            self.report.finding(picture.line, "alt", "Say what the picture shows.", picture.source)
        return self.store(picture.source, line=picture.line, alt=picture.alt)

    def store(self, source: str, *, line: int, alt: str) -> int | None:
        problem = self.folder.problem(source)
        if problem:
            self.report.unplaced(line, "picture", problem, source)
            return None
        return self.folder.keep(source, alt)
