"""Sentences in templates: translate, blocktranslate and _("…"), as Django looks them up."""

import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import (
    block_re,
    constant_re,
    context_re,
    endblock_re,
    inline_re,
    plural_re,
)

from translating.words import Said, UnreadableWords

COMMENT = re.compile(r"^\s*comment\b")
END_OF_COMMENT = re.compile(r"^\s*endcomment\b")


def said_in_template(source: str, place: str) -> Iterator[Said]:
    """In the order of the file. Raises UnreadableWords for a tag within a blocktranslate."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK and COMMENT.match(token.contents):
            _skip_comment(tokens)
        elif token.token_type == TokenType.BLOCK and block_re.match(token.contents):
            yield from _constants(token)
            yield _said_in_block(token, tokens, place)
        elif token.token_type == TokenType.BLOCK and (inline := inline_re.match(token.contents)):
            context = inline[3] and inline[3][1:-1]
            yield Said(_doubled(inline[1][1:-1]), context=context)
            yield from _constants(token)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from _constants(token)


def _constants(token: Token) -> Iterator[Said]:
    return (Said(_doubled(one[1:-1])) for one in constant_re.findall(token.contents))


def _skip_comment(tokens: Iterator[Token]) -> None:
    for token in tokens:
        if token.token_type == TokenType.BLOCK and END_OF_COMMENT.match(token.contents):
            return


def _said_in_block(opening: Token, tokens: Iterator[Token], place: str) -> Said:
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.VAR:
            parts[-1].append(f"%({token.contents})s")
        elif token.token_type == TokenType.TEXT:
            parts[-1].append(_doubled(token.contents))
        elif token.token_type == TokenType.BLOCK and endblock_re.match(token.contents):
            break
        elif token.token_type == TokenType.BLOCK and plural_re.match(token.contents):
            parts.append([])
        elif token.token_type == TokenType.BLOCK:
            raise UnreadableWords(f"{place}:{token.lineno}: no tags within blocktranslate; set a variable before it")
    context = context_re.match(opening.contents)
    is_trimmed = "trimmed" in opening.split_contents()
    text, *plural = (trim_whitespace("".join(one)) if is_trimmed else "".join(one) for one in parts)
    return Said(text, plural[0] if plural else None, context[1][1:-1] if context else None)


def _doubled(text: str) -> str:
    return text.replace("%", "%%")
