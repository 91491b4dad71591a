"""How a line of the log looks: with its hour and zone, and always one line, whatever stands in the words."""

import logging
import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Nobody writes a second line into the log by what they type; only a traceback of ours has several."""

    default_time_format = "%Y-%m-%dT%H:%M:%S%z"
    default_msec_format = None

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with control characters shown as \\x0a."""
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))
