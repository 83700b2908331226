"""The engine of a page, which its tests share."""

import pytest

from support.page_engine import PageEngine


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    ready = PageEngine(tmp_path_factory.mktemp("engine"))
    yield ready
    ready.close()
