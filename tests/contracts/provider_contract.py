"""What every provider passes. A provider's tests mix this in and give a `vendor` fixture that plays the other side."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forms_engine.validation import clean_value
from people import roles
from sync.errors import (
    AccessTokenRefused,
    GrantRevoked,
    MembershipLapsed,
    ProviderMisconfigured,
    ProviderUnavailable,
    RateLimited,
    ScopeMissing,
)
from sync.provider import PROFILE_ID, Feed, Grant, Shape, Window
from sync.series import described, pack, unpack
from tests.contracts.vendor import (
    ONE_DAY,
    VERIFIER,
    Vendor,
    all_values,
    day_of_document,
    days_of,
    exchange,
    field_for,
    identify,
    is_always_there,
    knows_days,
    observe,
    refresh,
)

FIELD_TYPES = {
    *("text", "paragraph", "number", "integer", "score", "duration"),
    *("date", "time", "datetime", "yes_no", "choice", "series"),
}


class ProviderContract:
    """The tests. Needs the fixture `vendor`."""

    @pytest.fixture
    def grant(self, vendor: Vendor) -> Grant:
        return exchange(vendor, vendor.agree(VERIFIER))

    # What it offers

    def test_its_feeds_fill_forms_it_brings(self, vendor: Vendor):
        assert {feed.form for feed in vendor.provider.feeds} == {plan.key for plan in vendor.provider.forms}
        keys = [feed.key for feed in vendor.provider.feeds]
        assert len(keys) == len(set(keys))

    def test_its_value_keys_and_labels_occur_once_in_a_form(self, vendor: Vendor):
        for plan in vendor.provider.forms:
            values = [value for feed in vendor.provider.feeds if feed.form == plan.key for value in feed.values]
            assert len({value.key for value in values}) == len(values)
            assert len({value.label for value in values}) == len(values)

    def test_its_values_are_of_known_types_and_roles(self, vendor: Vendor):
        for value in all_values(vendor.provider):
            assert value.type in FIELD_TYPES
            assert set(value.visible_to) <= set(roles.ALL_ROLES)
            assert value.key == value.key.lower()

    def test_its_rights_name_known_roles_and_letters(self, vendor: Vendor):
        for plan in vendor.provider.forms:
            assert set(plan.rights) <= set(roles.ALL_ROLES)
            assert set("".join(plan.rights.values())) <= set("lcrwd")
            assert "r" in plan.rights[roles.ATHLETE]

    def test_profiles_fill_profile_forms_and_nothing_else_does(self, vendor: Vendor):
        profile_forms = {plan.key for plan in vendor.provider.forms if plan.is_profile}
        for feed in vendor.provider.feeds:
            assert (feed.form in profile_forms) == (feed.shape is Shape.PROFILE)
            assert feed.shape is not Shape.PROFILE or not any(value.type == "series" for value in feed.values)

    def test_a_new_site_uses_some_of_its_feeds(self, vendor: Vendor):
        assert any(feed.is_default for feed in vendor.provider.feeds)

    def test_every_feed_says_in_words_what_is_read(self, vendor: Vendor):
        assert all(len(feed.words) > 10 and feed.name for feed in vendor.provider.feeds)

    # Consent and tokens

    def test_a_code_becomes_a_grant_that_has_not_expired(self, vendor: Vendor, grant: Grant):
        assert grant.access_token
        assert grant.refresh_token
        assert grant.expires_at > vendor.now

    def test_a_grant_shows_no_token_when_printed(self, vendor: Vendor, grant: Grant):
        assert grant.access_token not in repr(grant)
        assert grant.refresh_token not in repr(grant)

    def test_a_code_is_good_once(self, vendor: Vendor):
        code = vendor.agree(VERIFIER)
        exchange(vendor, code)
        with pytest.raises(GrantRevoked):
            exchange(vendor, code)

    def test_a_code_needs_the_verifier_it_was_asked_with(self, vendor: Vendor):
        with pytest.raises(GrantRevoked):
            exchange(vendor, vendor.agree(VERIFIER), verifier=VERIFIER[::-1])

    def test_a_wrong_secret_is_the_consultants_to_correct(self, vendor: Vendor, grant: Grant):
        wrong = replace(vendor.credentials, client_secret="not-the-secret")
        with pytest.raises(ProviderMisconfigured):
            vendor.provider.refresh(wrong, refresh_token=grant.refresh_token, now=vendor.now)
        code = vendor.agree(VERIFIER)
        with pytest.raises(ProviderMisconfigured):
            vendor.provider.exchange_code(
                wrong, code=code, redirect_uri=vendor.redirect_uri, verifier=VERIFIER, now=vendor.now
            )

    def test_a_refresh_gives_a_pair_that_works_and_spends_the_old_one(self, vendor: Vendor, grant: Grant):
        fresh = refresh(vendor, grant.refresh_token)
        assert identify(vendor, fresh) == vendor.account_id
        assert refresh(vendor, fresh.refresh_token).access_token
        with pytest.raises(GrantRevoked):
            refresh(vendor, grant.refresh_token)

    def test_a_token_service_that_is_down_ends_no_grant(self, vendor: Vendor, grant: Grant):
        vendor.say_no_times(503)
        with pytest.raises(ProviderUnavailable):
            refresh(vendor, grant.refresh_token)
        vendor.answer_unreadably()
        with pytest.raises(ProviderUnavailable):
            refresh(vendor, grant.refresh_token)

    def test_a_consent_taken_back_ends_both_tokens(self, vendor: Vendor, grant: Grant):
        vendor.end_grant()
        with pytest.raises(AccessTokenRefused):
            identify(vendor, grant)
        with pytest.raises(GrantRevoked):
            refresh(vendor, grant.refresh_token)

    def test_revoking_ends_both_tokens_and_may_be_repeated(self, vendor: Vendor, grant: Grant):
        for _time in range(2):
            vendor.provider.revoke(
                vendor.credentials, access_token=grant.access_token, refresh_token=grant.refresh_token
            )
        with pytest.raises(AccessTokenRefused):
            identify(vendor, grant)
        with pytest.raises(GrantRevoked):
            refresh(vendor, grant.refresh_token)

    def test_it_names_the_account_the_same_each_time(self, vendor: Vendor, grant: Grant):
        assert identify(vendor, grant) == vendor.account_id
        assert identify(vendor, refresh(vendor, grant.refresh_token)) == vendor.account_id

    # Observations

    def test_a_feed_that_is_due_answers_each_day_of_the_window_once_oldest_first(self, vendor: Vendor, grant: Grant):
        for feed in filter(is_always_there, vendor.provider.feeds):
            days = [one.day for one in observe(vendor, grant, feed)]
            assert (feed.key, days) == (feed.key, list(days_of(vendor.window)))

    def test_what_is_there_now_and_then_comes_oldest_first_and_of_the_days_asked_for(
        self, vendor: Vendor, grant: Grant
    ):
        for feed in filter(knows_days, vendor.provider.feeds):
            days = [one.day for one in observe(vendor, grant, feed)]
            assert days == sorted(days)
            assert set(days) <= set(days_of(vendor.window))
            assert feed.shape is Shape.EVENT or len(set(days)) == len(days)

    def test_a_window_of_one_day_answers_that_day(self, vendor: Vendor, grant: Grant):
        for feed in filter(is_always_there, vendor.provider.feeds):
            for day in (vendor.window.first, vendor.window.last):
                assert [one.day for one in observe(vendor, grant, feed, Window(day, day))] == [day]

    def test_it_says_the_same_of_a_day_whatever_the_window(self, vendor: Vendor, grant: Grant):
        last = vendor.window.last
        for feed in filter(knows_days, vendor.provider.feeds):
            alone = observe(vendor, grant, feed, Window(last, last))
            assert alone == [one for one in observe(vendor, grant, feed) if one.day == last]

    def test_days_without_anything_are_an_empty_list(self, vendor: Vendor, grant: Grant):
        far = vendor.now.date() + timedelta(days=400)
        for feed in filter(knows_days, vendor.provider.feeds):
            assert observe(vendor, grant, feed, Window(far, far + ONE_DAY)) == []

    def test_what_knows_no_days_is_answered_whole_whatever_is_asked(self, vendor: Vendor, grant: Grant):
        far = vendor.now.date() + timedelta(days=400)
        for feed in vendor.provider.feeds:
            if not knows_days(feed):
                assert observe(vendor, grant, feed, Window(far, far)) == observe(vendor, grant, feed) != []

    def test_a_profile_is_one_observation_of_no_day(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            if feed.shape is Shape.PROFILE:
                (seen,) = observe(vendor, grant, feed)
                assert (seen.source_id, seen.day, seen.starts_at, seen.series) == (PROFILE_ID, None, None, {})

    def test_its_source_ids_are_unique_and_name_a_document(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            observations = observe(vendor, grant, feed)
            assert len({one.source_id for one in observations}) == len(observations)
            assert all(one.document_id for one in observations)
            if feed.shape is Shape.DAY:
                assert all(one.source_id == str(one.day) for one in observations)
            if feed.shape is Shape.EVENT:
                assert all(one.source_id == one.document_id for one in observations)

    def test_its_moments_have_a_zone_and_its_samples_an_order(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            for one in observe(vendor, grant, feed):
                moments = [one.starts_at, one.finishes_at, *(series.starts_at for series in one.series.values())]
                assert all(moment is None or moment.tzinfo is not None for moment in moments)
                assert one.starts_at is None or one.finishes_at is None or one.starts_at <= one.finishes_at
                for series in one.series.values():
                    assert unpack(pack(series.items, series.offsets_s)) == [
                        None if item is None else round(item, 1) for item in series.items
                    ]

    def test_it_says_nothing_it_has_not_announced(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            series = {value.key for value in feed.values if value.type == "series"}
            plain = {value.key for value in feed.values} - series
            for one in observe(vendor, grant, feed):
                assert set(one.values) <= plain
                assert set(one.series) <= series
                assert None not in one.values.values()

    def test_every_value_fits_the_field_it_announces(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            fields = {value.key: field_for(value) for value in feed.values}
            for one in observe(vendor, grant, feed):
                for key, said in one.values.items():
                    assert clean_value(fields[key], said, by_connector=True) == said
                    assert clean_value(fields[key], said, by_connector=False) == said
                for key, series in one.series.items():
                    assert clean_value(fields[key], described(series), by_connector=True)

    def test_a_document_can_be_asked_for_by_itself(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            if feed.shape is Shape.PROFILE:
                continue
            for last in observe(vendor, grant, feed)[-1:]:
                assert day_of_document(vendor, grant, feed, last.document_id) == last.day
                if feed.key not in vendor.without_documents:
                    vendor.remove_document(last.document_id)
                    assert day_of_document(vendor, grant, feed, last.document_id) is None

    # Refusals

    def test_an_expired_access_token_asks_for_a_refresh(self, vendor: Vendor, grant: Grant):
        vendor.expire_access()
        for feed in vendor.provider.feeds:
            with pytest.raises(AccessTokenRefused):
                observe(vendor, grant, feed)
        assert observe(vendor, refresh(vendor, grant.refresh_token), vendor.provider.feeds[0])

    def test_a_feed_that_was_not_granted_names_its_scope(self, vendor: Vendor):
        for feed in vendor.provider.feeds:
            grant = exchange(vendor, vendor.agree(VERIFIER, without_scope=feed.scope))
            if feed.shape is Shape.PROFILE:  # of a person a vendor may answer with less instead
                assert _says_nothing(vendor, grant, feed)
                continue
            with pytest.raises(ScopeMissing) as caught:
                observe(vendor, grant, feed)
            assert caught.value.scope == feed.scope
            assert identify(vendor, grant) == vendor.account_id

    def test_a_lapsed_membership_is_told_apart(self, vendor: Vendor, grant: Grant):
        vendor.lapse_membership()
        with pytest.raises(MembershipLapsed):
            observe(vendor, grant, vendor.provider.feeds[0])

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_an_outage_is_time_to_wait(self, vendor: Vendor, grant: Grant, status: int):
        for feed in vendor.provider.feeds:
            vendor.say_no_times(status)
            with pytest.raises(ProviderUnavailable) as caught:
                observe(vendor, grant, feed)
            assert not isinstance(caught.value, RateLimited)

    def test_too_many_requests_says_how_long_to_wait(self, vendor: Vendor, grant: Grant):
        vendor.say_no_times(429)
        with pytest.raises(RateLimited) as caught:
            observe(vendor, grant, vendor.provider.feeds[0])
        assert caught.value.retry_after

    def test_an_unreadable_answer_is_never_an_empty_one(self, vendor: Vendor, grant: Grant):
        for feed in vendor.provider.feeds:
            vendor.answer_unreadably()
            with pytest.raises(ProviderUnavailable):
                observe(vendor, grant, feed)
            vendor.break_off()
            with pytest.raises(ProviderUnavailable):
                observe(vendor, grant, feed)

    def test_no_error_holds_a_token(self, vendor: Vendor, grant: Grant):
        for status in (400, 401, 403, 404, 422, 426, 429, 500):
            vendor.say_no_times(status)
            with pytest.raises(Exception) as caught:  # noqa: PT011  which one is not the point here
                observe(vendor, grant, vendor.provider.feeds[0])
            assert grant.access_token not in repr(caught.value)
            assert grant.access_token not in str(caught.value)
            assert caught.value.__cause__ is None


def _says_nothing(vendor: Vendor, grant: Grant, feed: Feed) -> bool:
    try:
        return not any(one.values for one in observe(vendor, grant, feed))
    except ScopeMissing as error:
        return error.scope == feed.scope
