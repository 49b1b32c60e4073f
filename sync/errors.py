"""The error family of providers, sorted by who must act.

    SyncError
    ├── ProviderUnavailable    time: ask again later (outage, timeout, 429, unreadable answer)
    │   └── RateLimited        time, and everybody of the application or this one person waits
    ├── AccessTokenRefused     nobody yet: refresh once, then ask again
    ├── GrantRevoked           the athlete: connect again
    ├── ScopeMissing           the athlete, for one feed; the others go on
    ├── MembershipLapsed       the athlete, at the vendor
    ├── ProviderMisconfigured  the consultant: client id, secret or addresses
    ├── NotAskable             nobody: the connector is off, or the connection is not one that is read
    ├── UnexpectedDocument     a developer: the vendor sent a shape we do not know
    ├── NoticeRefused          nobody: a request to the door of notices that is not the vendor's
    └── SubscriptionRefused    the operator: the vendor cannot reach the address it should call

No text of these errors holds a token, a code or a value of health data.
"""


class SyncError(Exception):
    """`code` is for scripts and Run rows, the text for people."""

    code = "sync_error"


class ProviderUnavailable(SyncError):
    """`retry_after`: seconds the vendor asked us to wait, None when it did not say."""

    code = "provider_unavailable"

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(text)


class RateLimited(ProviderUnavailable):
    """`is_for_all`: the application's limit was hit, not only this person's.

    `limit`: at most so many requests in so many seconds, if the vendor said so; None when it did not.
    """

    code = "rate_limited"

    def __init__(
        self,
        text: str,
        retry_after: float | None = None,
        *,
        is_for_all: bool = True,
        limit: tuple[int, int] | None = None,
    ) -> None:
        self.is_for_all = is_for_all
        self.limit = limit
        super().__init__(text, retry_after)


class AccessTokenRefused(SyncError):
    code = "access_token_refused"


class GrantRevoked(SyncError):
    code = "grant_revoked"


class ScopeMissing(SyncError):
    """`scope`: what the athlete has not granted, "" when the vendor did not name it."""

    code = "scope_missing"

    def __init__(self, text: str, scope: str = "") -> None:
        self.scope = scope
        super().__init__(text)


class MembershipLapsed(SyncError):
    code = "membership_lapsed"


class ProviderMisconfigured(SyncError):
    code = "provider_misconfigured"


class NotAskable(SyncError):
    code = "not_askable"


class UnexpectedDocument(SyncError):
    code = "unexpected_document"


class NoticeRefused(SyncError):
    code = "notice_refused"


class SubscriptionRefused(SyncError):
    code = "subscription_refused"
