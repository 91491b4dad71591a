"""An address put together is the address that Django would give."""

from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from gongjian.kernel.urls import fast_reverse


@given(st.text(min_size=1).filter(lambda word: "/" not in word and "\n" not in word and word.isprintable()))
@example("难题-2026-0001")
@example("a b?c#d%e&f")
@example("~:@!$'()*+,;=")
def test_it_is_what_reverse_gives(word):
    for name in ("matters:item", "matters:public-item", "matters:reply"):
        assert fast_reverse(name, word) == reverse(name, args=[word])
