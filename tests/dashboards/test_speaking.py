from dashboards.speaking import one_language, remembered, spoken


def test_a_sentence_is_looked_up_once_a_page_and_anew_on_the_next():
    asked = []

    def tell(what):
        asked.append(what)
        return f"told {what}"

    for _page in range(2):
        with one_language():
            assert [remembered("this", tell), remembered("this", tell)] == ["told this"] * 2
    assert asked == ["this", "this"]
    remembered("this", tell)
    remembered("this", tell)
    assert len(asked) == 4


def test_outside_a_page_it_speaks_as_gettext_does():
    assert spoken("fine") == "fine"
