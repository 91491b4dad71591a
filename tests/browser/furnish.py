"""``python -m tests.browser.furnish``: the small cast of all tests, written into the database of a house of its own."""

import os

import django


def main() -> None:
    """Set Django up and enter the cast with posts held at this hour."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    django.setup()
    # The cast's module needs Django to be set up.
    from django.db import transaction  # noqa: PLC0415

    from gongjian.kernel import clock  # noqa: PLC0415
    from tests.cast import build_cast  # noqa: PLC0415

    with transaction.atomic():
        build_cast(clock.now())


if __name__ == "__main__":
    main()
