"""What only a browser can show of the scoreboard: that it opens by itself and that its controls work."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import LONG_NAME, Opener

TREE = [LONG_NAME, "Huyện Mẫu", "Xã Đồng Hòa", "Xã <b>Hai</b> & Ba Giữ số cũ", "Xã Vắng"]
NAME, LEVEL, VALUE, NUMERATOR, DENOMINATOR, TARGET, LIGHT, RANK = range(8)


def test_it_opens_offline_and_asks_for_nothing(opened: Opener, scoreboard: Path) -> None:
    shown = opened()
    expect(shown.page.get_by_role("heading", level=1)).to_contain_text("4/KH-UBND")
    assert shown.requests == [scoreboard.as_uri()]
    assert shown.complaints == []


def test_the_script_draws_what_stands_in_the_page(opened: Opener) -> None:
    drawn, static = opened(), opened(script=False)
    assert len(static.rows()) == 6
    assert drawn.figures() == static.rows()
    assert drawn.rows("summary") == static.rows("summary")


def test_a_unit_reads_as_its_figures(opened: Opener) -> None:
    row = opened().figures()[4]
    assert row == [
        "Xã <b>Hai</b> & Ba Giữ số cũ",
        "Xã",
        "14,3%",
        "43",
        "300",
        "≥ 90%",
        "Đỏ (không đạt)",
        "2",
    ]


def test_a_heading_sorts_down_up_and_back_to_the_tree(opened: Opener) -> None:
    shown = opened()
    head = shown.page.locator("[data-sort=value]")
    sort = head.get_by_role("button", name="Kết quả")
    before = shown.column(NAME)
    sort.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert shown.column(VALUE) == ["100,0%", "50,0%", "14,3%", "2,9%", "–", "–"]
    sort.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert shown.column(VALUE) == ["2,9%", "14,3%", "50,0%", "100,0%", "–", "–"]
    sort.click()
    expect(head).to_have_attribute("aria-sort", "none")
    assert shown.column(NAME) == before == ["Tỉnh Mẫu Toàn tỉnh Có cấp dưới giữ số cũ", *TREE]


def test_names_sort_as_vietnamese_do(opened: Opener) -> None:
    shown = opened()
    shown.page.locator("[data-sort=name]").get_by_role("button").click()
    starts = [name[:6] for name in shown.column(NAME)]
    assert starts == [
        "Huyện ",
        "Sở Tài",
        "Tỉnh M",
        "Xã <b>",
        "Xã Đồn",
        "Xã Vắn",
    ]


def test_a_name_is_found_without_its_marks(opened: Opener) -> None:
    shown = opened()
    shown.page.get_by_label("Tìm đơn vị").fill("dong hoa")
    assert shown.column(NAME) == ["Xã Đồng Hòa"]
    expect(shown.page.get_by_role("status")).to_have_text("Hiện 1 trong 6 đơn vị")


def test_level_and_light_filter_together(opened: Opener) -> None:
    shown = opened()
    shown.choose("Cấp", "Xã")
    assert shown.column(NAME) == TREE[2:]
    shown.choose("Đánh giá", "Đỏ (không đạt)")
    assert shown.column(NAME) == TREE[3:4]


def test_another_kpi_changes_title_definition_and_rows(opened: Opener) -> None:
    shown = opened()
    shown.choose("Chỉ số", "Tỷ lệ đúng hạn")
    expect(shown.page.locator("#kpi-title")).to_have_text("Tỷ lệ đúng hạn")
    assert shown.figures()[1][VALUE:] == ["90,0%", "9", "10", "≥ 100%", "Vàng (gần đạt)", "1"]
    shown.page.get_by_text("Chỉ số này được tính thế nào?").click()
    expect(shown.page.locator("#def-numerator")).to_be_visible()
    expect(shown.page.locator("#def-numerator")).to_have_text("tử số của ontime")


def test_a_line_of_the_summary_opens_its_kpi(opened: Opener) -> None:
    shown = opened()
    shown.page.locator("#summary").get_by_role("button", name="Tỷ lệ đúng hạn").click()
    expect(shown.page.locator("#kpi-title")).to_have_text("Tỷ lệ đúng hạn")
    box = shown.page.get_by_role("combobox", name="Chỉ số", exact=True)
    expect(box.locator("option:checked")).to_have_text("Tỷ lệ đúng hạn")


def test_a_count_is_no_percentage(opened: Opener) -> None:
    shown = opened()
    shown.choose("Chỉ số", "Số phản ánh")
    assert shown.figures()[3][VALUE:] == ["3", "3", "–", "–", "Không giao chỉ tiêu", "–"]


def test_another_period_changes_the_rows(opened: Opener) -> None:
    shown = opened()
    shown.choose("Kỳ", "Tháng 9/2023")
    expect(shown.page.locator("#kpi-period")).to_have_text("Tháng 9/2023")
    assert shown.figures()[1][VALUE:] == ["33,3%", "1", "3", "≥ 50%", "Cam (còn xa)", "1"]


def test_the_whole_area_can_be_shown(opened: Opener) -> None:
    shown = opened()
    shown.choose("Phạm vi", "Cả đơn vị cấp dưới")
    district = shown.rows()[2]
    assert district[NAME] == "Huyện Mẫu Toàn địa bàn Có cấp dưới giữ số cũ"
    assert district[VALUE : DENOMINATOR + 1] == ["81,6%", "1.143", "1.400"]
    assert district[RANK] == "–"


def test_another_plan_shows_its_own_units(opened: Opener) -> None:
    shown = opened()
    shown.choose("Kế hoạch", "Kế hoạch 9/KH-UBND – Thị xã Riêng")
    expect(shown.page.get_by_role("heading", level=1)).to_contain_text("9/KH-UBND")
    assert [re.sub(r" Toàn .*", "", name) for name in shown.column(NAME)] == ["Thị xã Riêng", "Phường Riêng"]
    assert shown.figures()[1][VALUE:] == ["80,0%", "4", "5", "≥ 75%", "Xanh (đạt)", "2"]


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(opened: Opener, width: int) -> None:
    shown = opened(width)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_the_table_and_no_controls(opened: Opener) -> None:
    shown = opened()
    shown.page.emulate_media(media="print")
    expect(shown.page.locator("#choose")).to_be_hidden()
    expect(shown.page.locator("#filter")).to_be_hidden()
    assert len(shown.rows()) == 6


def test_the_furthest_unit_and_what_it_would_have_to_do_stand_above_the_table(opened: Opener) -> None:
    shown = opened()
    furthest = shown.page.locator("#furthest")
    expect(furthest).to_have_text(
        f"Xa chỉ tiêu nhất: {LONG_NAME} – 2,9%, chỉ tiêu ≥ 50%. "
        "Cần 1.943 hồ sơ đạt yêu cầu trong khoảng 2.000 hồ sơ sẽ phát sinh đến 31/12/2023."
    )
    furthest.get_by_role("button").click()
    assert shown.column(NAME) == [LONG_NAME]


def test_each_unit_says_what_it_would_have_to_do(opened: Opener) -> None:
    shown = opened()
    needs = shown.page.locator("#table tbody td.need")
    assert [text.split("\n")[0].split(". ")[0] for text in needs.all_inner_texts()] == [
        "–", "1.943/2.000", "–", "đã đạt", "không kịp: 236/10", "–",
    ]  # fmt: skip
    unreachable = (
        "Không thể đạt nữa: cần thêm 236 hồ sơ đạt yêu cầu, mà chỉ còn khoảng 10 hồ sơ sẽ phát sinh đến 31/12/2023."
    )
    expect(needs.nth(4)).to_have_attribute("title", unreachable)
    shown.choose("Kỳ", "Tháng 9/2023")
    expect(needs.nth(1)).to_have_attribute("title", "Kỳ đã kết thúc, thiếu 1 hồ sơ.")
    shown.choose("Kỳ", "Lũy kế đến 05/10/2023")
    shown.choose("Chỉ số", "Tỷ lệ đúng hạn")
    expect(needs.nth(1)).to_have_attribute("title", "Cần thêm 1 hồ sơ đạt yêu cầu trước 31/12/2023.")


def test_a_target_below_the_starting_point_is_marked(opened: Opener) -> None:
    shown = opened()
    shown.choose("Chỉ số", "Tỷ lệ đúng hạn")
    assert shown.rows()[3][TARGET] == "≥ 100% xuất phát 99,9%"


def test_a_trend_can_be_seen_and_heard(opened: Opener) -> None:
    trends = opened().page.locator("#table tbody td.trend svg")
    expect(trends.nth(1)).to_have_attribute("aria-label", "Xu hướng: 33,3% (Tháng 9/2023)")
    expect(trends.nth(3)).to_have_attribute("aria-label", "Xu hướng: chưa có số liệu")
    assert re.match(r"M3\.0 \d", trends.nth(1).locator(".course").get_attribute("d") or "")


def test_a_heat_map_has_a_lamp_for_each_unit_and_kpi(opened: Opener) -> None:
    shown = opened()
    shown.page.get_by_text("Bản đồ nhiệt").click()
    cells = shown.page.locator("#heat-table tbody tr").nth(4).locator("td")
    assert [cells.nth(place).get_attribute("class") for place in range(2)] == ["red", "no_data"]
    expect(cells.nth(0)).to_have_attribute(
        "title", "Xã <b>Hai</b> & Ba – Tỷ lệ trực tuyến: 14,3%, chỉ tiêu ≥ 90%: Đỏ (không đạt)"
    )
    shown.page.locator("#heat-table thead").get_by_role("button", name="Tỷ lệ đúng hạn").click()
    expect(shown.page.locator("#kpi-title")).to_have_text("Tỷ lệ đúng hạn")


def test_a_branch_of_the_tree_folds_and_a_search_looks_into_it(opened: Opener) -> None:
    shown = opened()
    fold = shown.page.get_by_role("button", name="Đơn vị cấp dưới của Huyện Mẫu")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.press("Enter")
    assert shown.column(NAME) == ["Tỉnh Mẫu Toàn tỉnh Có cấp dưới giữ số cũ", *TREE[:2]]
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(fold).to_be_focused()
    shown.page.get_by_label("Tìm đơn vị").fill("vang")
    assert shown.column(NAME) == ["Xã Vắng"]
    shown.page.get_by_label("Tìm đơn vị").fill("")
    shown.page.get_by_role("button", name="Thu gọn / mở cấp dưới").click()
    assert shown.column(NAME) == ["Tỉnh Mẫu Toàn tỉnh Có cấp dưới giữ số cũ", *TREE]


def test_kpis_of_one_definition_have_nothing_to_compare(opened: Opener) -> None:
    expect(opened().page.locator("#compare")).to_be_hidden()
