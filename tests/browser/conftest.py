"""What several modules of browser tests start from."""

from tests.browser.register_in_use import class_4k, miss_patel, mrs_wright, register, with_plans  # noqa: F401
