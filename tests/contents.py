"""What a stored file holds, for tests that look inside."""

from gongjian.files.models import StoredFile
from gongjian.files.queries import open_content


def content_of(file: StoredFile) -> bytes:
    """The whole content."""
    with open_content(file) as content:
        return content.read()
