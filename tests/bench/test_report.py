"""What a run says of its goals."""

from tools.bench.measure import Figure
from tools.bench.pages import Goal, Page
from tools.bench.report import judged


def figures(page: float, bare: float) -> dict[str, Figure]:
    return {"page": Figure([[page] * 3] * 2, statements=6), "bare": Figure([[bare] * 3] * 2)}


def said(page: float, bare: float, smaller: dict[str, float] | None, **goals: float) -> list[str]:
    asked = Page("page", None, lambda _client: None, "bare", Goal(**goals))  # type: ignore[arg-type,return-value]
    return list(judged(asked, figures(page, bare), smaller))


def test_a_page_is_judged_beside_the_bare_page_of_its_run() -> None:
    assert said(10, 4, None, ratio=2.7) == ["bare x 2.50 of 2.7 met"]
    assert said(12, 4, None, ratio=2.7, milliseconds=12) == ["bare x 3.00 of 2.7 MISSED", "ms 12.00 of 12 met"]


def test_a_page_grows_as_far_as_it_grows_more_than_the_bare_page() -> None:
    """Sizes are measured one after the other: what makes the whole machine slower meanwhile is no growth."""
    assert said(10, 4, {"page": 2.5}, growth=1.1) == ["growth 1.00 of 1.1 met"]
    assert said(12, 4, {"page": 2.5}, growth=1.1) == ["growth 1.20 of 1.1 MISSED"]
    assert said(10, 4, None, growth=1.1) == []
