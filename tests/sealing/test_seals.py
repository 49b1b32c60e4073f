import pytest

from sealing import seals
from tests.sealing.keys import FOREIGN, NEW, OLD

TEXT = "a refresh token · ключ"


def test_what_is_sealed_opens_again_and_does_not_show():
    sealed = seals.seal(TEXT)
    assert seals.open_sealed(sealed) == TEXT
    assert TEXT.encode() not in sealed


def test_the_same_text_is_sealed_differently_each_time():
    assert seals.seal(TEXT) != seals.seal(TEXT)


def test_a_wrong_key_cannot_open_and_the_message_says_what_to_do(settings):
    settings.TOKEN_KEYS = [OLD]
    sealed = seals.seal(TEXT)
    settings.TOKEN_KEYS = [FOREIGN]
    with pytest.raises(seals.CannotOpen, match="put the key back") as refused:
        seals.open_sealed(sealed)
    assert TEXT not in str(refused.value)
    with pytest.raises(seals.CannotOpen):
        seals.reseal(sealed)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x00\xff"])
def test_what_was_damaged_cannot_be_opened(damage):
    with pytest.raises(seals.CannotOpen):
        seals.open_sealed(damage)


def test_a_changed_seal_is_noticed():
    sealed = bytearray(seals.seal(TEXT))
    sealed[20] = ord("A") if sealed[20] != ord("A") else ord("B")
    with pytest.raises(seals.CannotOpen):
        seals.open_sealed(bytes(sealed))


def test_a_new_key_in_front_seals_and_the_old_one_still_opens(settings):
    settings.TOKEN_KEYS = [OLD]
    sealed = seals.seal(TEXT)
    settings.TOKEN_KEYS = [NEW, OLD]
    assert seals.open_sealed(sealed) == TEXT
    newer = seals.seal(TEXT)
    settings.TOKEN_KEYS = [NEW]
    assert seals.open_sealed(newer) == TEXT


def test_after_resealing_the_old_key_may_go(settings):
    settings.TOKEN_KEYS = [OLD]
    sealed = seals.seal(TEXT)
    settings.TOKEN_KEYS = [NEW, OLD]
    resealed = seals.reseal(sealed)
    settings.TOKEN_KEYS = [NEW]
    assert seals.open_sealed(resealed) == TEXT
