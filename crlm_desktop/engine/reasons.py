"""What Python's parsers say of a text that they refuse (TOML, a condition), in Chinese as well."""

from __future__ import annotations

import re

from crlm_desktop.case.wording import Text

_TOML = (
    (r"Expected '=' after a key in a key/value pair", "键之后缺少“=”"),
    (r"Expected '(\]+)' at the end of an? (?:table|array) declaration", r"表头末尾缺少“\1”"),
    (r"Expected newline or end of document after a statement", "一条语句之后应换行"),
    (r"Expected (['\"]+)(.+?)\1", r"此处缺少“\2”"),
    (r"Invalid value", "“=”之后不是有效的值"),
    (r"Invalid statement", "语句无效"),
    (r"Invalid initial character for a key part", "键的第一个字符无效"),
    (r"Invalid hex value", "十六进制转义无效"),
    (r"Invalid date or datetime", "日期或时间无效"),
    (r"Unclosed array", "列表没有结束括号“]”"),
    (r"Unclosed inline table", "行内表没有结束括号“}”"),
    (r"Unterminated string", "文本没有结束引号"),
    (r"Unescaped '\\' in a string", "文本中的反斜杠须写成两个"),
    (r"Escaped character is not a Unicode scalar value", "转义的字符不是有效字符"),
    (r"(?:Illegal|Found invalid) character (.+)", r"字符 \1 不能用于此处"),
    (r"Cannot overwrite a value", "同一个键写了两次"),
    (r"Duplicate inline table key (.+)", r"键 \1 写了两次"),
    (r"Cannot declare (.+) twice", r"表 \1 写了两次"),
    (r"Cannot (?:mutate immutable|redefine) namespace (.+)", r"表 \1 不能在此处补充或改写"),
)
_CONDITION = (
    (r"invalid syntax", "写法有误"),
    (r"invalid syntax\. Perhaps you forgot a comma\?", "写法有误，可能缺少逗号"),
    (r"invalid syntax\. Maybe you meant '==' or ':=' instead of '='\?", "写法有误，“=”应写成“==”"),
    (r"cannot assign to .+", "写法有误，“=”应写成“==”"),
    (r"'(.)' was never closed", r"“\1”没有对应的结束括号"),
    (r"unmatched '(.)'", r"“\1”没有对应的开始括号"),
    (r"closing parenthesis '(.)' does not match opening parenthesis '(.)'.*", r"“\2”与“\1”不成对"),
    (r"too many nested parentheses", "括号嵌套过多"),
    (r"unterminated (?:triple-quoted )?string literal.*", "文本没有结束引号"),
    (r"invalid (?:decimal|hexadecimal|octal|binary|imaginary) literal", "数字写法有误"),
    (r"invalid digit .+ in .+ literal", "数字写法有误"),
    (r"leading zeros in decimal integer literals are not permitted.*", "数字不能以 0 开头"),
    (r"Exceeds the limit .+", "数字位数过多"),
    (r"invalid (?:non-printable )?character (.+)", r"字符 \1 不能用于此处"),
    (r"unexpected character after line continuation character", "反斜杠之后不能有内容"),
    (r"invalid escape sequence (.+)", r"转义写法 \1 无效"),
    (r"Generator expression must be parenthesized", "循环须单独放在括号中"),
    (r"expected 'else' after 'if' expression", "“if”之后缺少“else”"),
)
_CHINESE = tuple((re.compile(message, re.DOTALL), told) for message, told in (*_TOML, *_CONDITION))


def reason(message: str) -> Text:
    """Return what a parser says in both languages; what is not known here stays in English."""
    for pattern, told in _CHINESE:
        found = pattern.fullmatch(message)
        if found is not None:
            return Text(message, found.expand(told))
    return Text(message, message)
