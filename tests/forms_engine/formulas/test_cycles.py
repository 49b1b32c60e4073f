"""Fields that lean on each other in a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.formulas import FieldRef, FormulaError, compile_formula, find_cycle, reckoning_order, refuse_cycle
from tests.forms_engine.formulas.sample import VOCABULARY


def ref(key, form="daily_wellness"):
    return FieldRef(form, key)


A, B, C = ref("a"), ref("b"), ref("c", "other")


def test_a_circle_across_forms_is_found_and_named():
    assert find_cycle({A: [B], B: [C], C: [A]}) == [A, B, C, A]
    assert find_cycle({A: [A]}) == [A, A]
    assert find_cycle({C: [A], A: [B], B: [A]}) in ([A, B, A], [B, A, B])


def test_fields_that_merely_share_a_source_are_no_circle():
    assert find_cycle({A: [B, C], B: [C], C: [ref("typed")]}) == []
    assert reckoning_order({A: [B, C], B: [C], C: [ref("typed")]}) == [C, B, A]


def test_there_is_no_order_in_a_circle():
    with pytest.raises(ValueError, match="circle"):
        reckoning_order({A: [B], B: [A]})


def test_a_very_long_chain_needs_no_deep_stack():
    chain = [ref(f"f{number}") for number in range(20_000)]
    graph = dict(zip(chain, [[one] for one in chain[1:]], strict=False))

    assert find_cycle(graph) == []
    assert reckoning_order(graph)[-1] == chain[0]
    assert len(find_cycle({**graph, chain[-1]: [chain[0]]})) == 20_001


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=3), max_size=9))
def test_there_is_an_order_or_a_circle_and_never_both(numbers):
    graph = {ref(str(one)): [ref(str(other)) for other in others] for one, others in numbers.items()}

    cycle = find_cycle(graph)

    if cycle:
        assert cycle[0] == cycle[-1]
        assert all(following in graph[one] for one, following in zip(cycle, cycle[1:], strict=False))
    else:
        order = reckoning_order(graph)
        assert sorted(order) == sorted(graph)
        assert all(order.index(other) < order.index(one) for one in graph for other in graph[one] if other in graph)


def test_the_name_that_closes_a_circle_is_marked():
    source = "[Energy] & [Load] & history_sum([HRV], 7 days)"
    formula = compile_formula(source, VOCABULARY)
    others = {ref("hrv_ms"): {ref("score", "oura_sleep")}, ref("score", "oura_sleep"): {ref("exertion")}}

    with pytest.raises(FormulaError) as caught:
        refuse_cycle(ref("exertion"), formula, others, lambda one: one.field_key.upper())

    place = caught.value.place
    assert caught.value.code == "cycle"
    assert source[place.offset : place.offset + place.length] == "[HRV]"
    assert "“EXERTION” → “HRV_MS” → “SCORE” → “EXERTION”" in str(caught.value)


def test_a_field_cannot_lean_on_its_own_history():
    formula = compile_formula("history_mean([Load], 7 days, without today)", VOCABULARY)

    with pytest.raises(FormulaError, match="circle"):
        refuse_cycle(ref("load"), formula, {})


def test_a_formula_without_a_circle_passes():
    refuse_cycle(ref("exertion"), compile_formula("[Load] + [Energy]", VOCABULARY), {ref("load"): {ref("energy")}})
