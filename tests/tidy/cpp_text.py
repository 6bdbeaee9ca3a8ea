"""Reads C++ as text: enough for rules about clang-formatted code, no more."""

import re

TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|\bu?8?R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9A-Za-z])'(?:[^'\\\n]|\\.)+'",
    re.S)
PREPROCESSOR = re.compile(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.M)
LEADING = re.compile(r'(?:\s|(?:public|private|protected)\s*:(?!:))*')
INTRODUCER = re.compile(r'^(?:template\s*<.*?>\s*(?=[\w\[:~])|\[\[.*?\]\]\s*|requires\s+\S+\s+)*', re.S)


def _blank(text):
    return re.sub(r'[^\n]', ' ', text)


def without_comments_and_strings(text):
    """The text with comments, strings and characters blanked; every position and line stays."""
    return TOKEN.sub(lambda match: _blank(match.group()), text)


def without_preprocessor(code):
    return PREPROCESSOR.sub(lambda match: _blank(match.group()), code)


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def _outside_parentheses(head):
    """The head without what is in parentheses; a pair is left as ()."""
    kept, depth = [], 0
    for char in head:
        if char == ')':
            depth -= 1
        if depth == 0:
            kept.append(char)
        if char == '(':
            depth += 1
    return ''.join(kept)


def _kind_of_brace(head):
    """What the brace after this head opens: namespace, type, function or initializer."""
    head = INTRODUCER.sub('', head.strip(), count=1)
    if re.match(r'(?:inline\s+)?namespace\b|extern\s*$', head):
        return 'namespace'
    flat = _outside_parentheses(head)
    is_call_like = '()' in flat
    if re.match(r'(?:typedef\s+|friend\s+)*(?:class|struct|union|enum)\b', head) and not flat.endswith('()'):
        return 'type'
    assigned = re.search(r'(?<![=!<>+\-*/%&|^])=(?!=)', re.sub(r'operator\s*[^\s\w(]+', 'operator', flat))
    if assigned:
        return 'function' if re.search(r'\[[^\]]*\]', head[head.find('='):]) else 'initializer'
    if not is_call_like:
        return 'initializer'
    # A constructor's `: member{…}`: a name, not a parenthesis or a brace, stands before the brace.
    if re.search(r'\)[^:]*:(?!:)', flat.replace('::', '  ')) and re.search(r'[\w>]\s*$', flat):
        return 'initializer'
    return 'function'


def _name_of(head):
    head = ' '.join(INTRODUCER.sub('', head.strip(), count=1).split())
    if re.match(r'[A-Z_]+\s*\(', head):  # TEST_F(Suite, Case)
        return head[:head.find(')') + 1] or head
    match = re.search(r'(operator\s*(?:\(\)|\S+?)|~?[\w:~]+)\s*\(', head)
    return match.group(1) if match else head[:40]


def functions(code):
    """(name, first line, last line) of each outermost function body, its signature included; `code` has neither
    comments nor strings nor preprocessor lines."""
    found = []
    scopes = []  # kinds of the braces that are open outside functions
    inside = 0   # open braces of the function being read
    parentheses = 0
    start = 0    # of the head: after the last statement of this scope
    for position, char in enumerate(code):
        if inside:
            inside += {'{': 1, '}': -1}.get(char, 0)
            if not inside:
                found.append((name, line_of(code, first), line_of(code, position)))
                start = position + 1
        elif char in '()':
            parentheses += 1 if char == '(' else -1
        elif char == '{':
            nested = parentheses > 0 or (scopes and scopes[-1] == 'initializer')
            first = LEADING.match(code, start).end()
            head = code[first:position]
            kind = 'initializer' if nested else _kind_of_brace(head)
            if kind == 'function':
                name, inside = _name_of(head), 1
                continue
            scopes.append(kind)
            if kind != 'initializer':
                start = position + 1
        elif char == '}':
            if scopes and scopes.pop() != 'initializer':
                start = position + 1
        elif char == ';' and not parentheses and not (scopes and scopes[-1] == 'initializer'):
            start = position + 1
    return found


def _closing_braces(code):
    closing, open_braces = {}, []
    for position, char in enumerate(code):
        if char == '{':
            open_braces.append(position)
        elif char == '}' and open_braces:
            closing[open_braces.pop()] = position
    return closing


FORWARD = re.compile(r'(?:\s|(?:template\s*<[^{};]*>\s*)?(?:class|struct|enum(?:\s+class)?)\s+\w+(?:\s*:\s*[\w:]+)?\s*;)*')


def namespaces(code):
    """(full name, line, only forward declarations) of each named or unnamed namespace block."""
    closing = _closing_braces(code)
    blocks = []
    for match in re.finditer(r'\bnamespace\b\s*([\w:]*)\s*\{', code):
        begin = match.end() - 1
        end = closing.get(begin, len(code))
        outer = [name for name, first, last in blocks if first < begin < last and name]
        name = match.group(1)
        blocks.append((name, begin, end))
        full = '::'.join(outer + ([name] if name else []))
        yield full, line_of(code, begin), FORWARD.fullmatch(code, begin + 1, end) is not None
