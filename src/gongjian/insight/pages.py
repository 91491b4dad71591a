"""Desk, front page and figures as shapes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.matters import metrics as matters_metrics
from gongjian.matters import queries as matters
from gongjian.notify import queries as notify
from gongjian.org import queries as org
from gongjian.pairing import queries as pairing
from gongjian.rulebook import queries as rulebook
from gongjian.web.shapes import (
    Action, Chart, Column, Empty, Figure, FilterBar, FilterChip, FilterGroup, Light, Link, Note, PageHead, Rate, Row, Table,
)
from gongjian.web.templatetags.web_tags import day, when
