from django.utils.safestring import SafeString

from dashboards.drawing.tables import BETWEEN, table_of, table_of_columns

HEADINGS = ("Day", "Value", "Missing because")


def rows_of(table: str) -> str:
    return table.partition("<tbody>")[2].partition("</tbody>")[0]


def test_columns_become_rows_with_a_heading_each():
    table = table_of_columns("Numbers", HEADINGS, [["Mon", "Tue"], ["1", "–"], ["", "not worn"]])
    assert rows_of(table) == (
        '<tr><th scope="row">Mon</th><td class="is-number">1</td><td class="is-number"></td></tr>'
        '<tr><th scope="row">Tue</th><td class="is-number">–</td><td class="is-number">not worn</td></tr>'
    )


def test_words_are_escaped_and_what_is_safe_already_is_left():
    link = SafeString('<a href="/x">Tue</a>')
    for days in (["Mon <b>", link], [SafeString("Mon &lt;b&gt;"), link]):
        table = table_of_columns('"A" & B', HEADINGS, [days, ["<1", f"2{BETWEEN}"], ["", "'"]])
        assert '<th scope="row">Mon &lt;b&gt;</th><td class="is-number">&lt;1</td>' in table
        assert (
            f'<th scope="row">{link}</th><td class="is-number">2{BETWEEN}</td><td class="is-number">&#x27;</td>'
            in table
        )
        assert "<caption>&quot;A&quot; &amp; B</caption>" in table


def test_without_rows_the_headings_stand_alone():
    table = table_of("Numbers", HEADINGS, [])
    assert table.count("<th ") == 3
    assert rows_of(table) == ""
