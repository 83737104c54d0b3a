"""Finds the English in the repository: every sentence that users or maintainers read, with its file and line.

Markdown outside code; comments of every language; string literals that are sentences (log lines, errors, help, HTML);
names and messages of playbooks; comments inside SQL literals. Interpolated values are shown as "…".
"""
import ast
import bisect
import io
import pathlib
import re
import subprocess
import tokenize
from typing import NamedTuple

# Texts by others, recorded answers, expected output that tests compare, and the script that quotes bad habits.
LEFT_OUT = re.compile(r"^(LICENSE$|scripts/check-prose\.py$|.*/Golden/|.*\.(png|gpg|json|jsonl|txt|swift-format|modulemap)$)|\.gitignore$")
# A checksum freezes the SQL of a migration, its comments included.
MIGRATION = re.compile(r"/Migrations/Migration\d+")
HASH_FILES = {".sh", ".yml", ".yaml", ".toml", ".cfg", ".conf", ".service", ".sysusers", ".editorconfig", ".j2"}
C_FILES = {".swift", ".c", ".h", ".js", ".css"}


class Sentence(NamedTuple):
    path: str
    line: int
    text: str


class Block(NamedTuple):
    """A paragraph, comment or literal, before it is split into sentences."""

    line: int
    text: str
    is_prose: bool  # False for literals, which count only if they read like a sentence


def files(root="."):
    """The tracked files that may hold prose."""
    listed = subprocess.run(["git", "-C", root, "ls-files"], check=True, capture_output=True, text=True).stdout
    return [path for path in listed.splitlines() if not LEFT_OUT.match(path)]


def sentences(path, root="."):
    """The sentences of a file, in order."""
    file = pathlib.Path(root, path)
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        return
    for block in blocks(path, text):
        yield from (Sentence(path, line, sentence) for line, sentence in cut(block))


def blocks(path, text):
    suffix = pathlib.PurePath(path).suffix or pathlib.PurePath(path).name
    if suffix == ".md":
        return markdown(text)
    if suffix in C_FILES:
        return c_like(text, suffix, is_test=path.startswith("Tests/"), is_frozen=bool(MIGRATION.search(path)))
    if suffix == ".py" or text.startswith(("#!/usr/bin/env python3", "#!/usr/bin/python3")):
        return python(text)
    if suffix in (".sql", ".lua"):
        return comments(text, "--")
    if suffix in HASH_FILES or suffix == "Makefile" or text.startswith("#!"):
        return hashed(text, is_yaml=suffix in (".yml", ".yaml"))
    return []


# Sentences

ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|etc|No|St)\.|\b\d+\.)$")
END = re.compile(r"[.!?][)\"'”’`*_]*(?=\s)")
WORD = re.compile(r"[A-Za-z][a-z'’-]+")
CODE = re.compile(r"``[^`]+``|`[^`]+`")
NOT_A_SENTENCE = re.compile(r"^(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|GRANT|SET|FROM|WHERE|AND|ORDER)\b"
                            r"|[{}=<>\\]|;(?! [a-z…`])|://[^ ]*$|\|\||&&|^[-/#.]|[a-z]\(|\.\*|^\S+$")
FUNCTION_WORDS = re.compile(r"\b([Tt]he|[Aa]n?|is|are|was|were|not|no|of|to|in|and|or|that|with|by|for|has|have|it|its|does)\b")
PRAGMA = re.compile(r"^(swift-format-ignore|swift-tools-version|shellcheck |noqa|!/|type: ignore|yaml-language)|^-\*-")


def cut(block):
    """Yields (line, sentence) for each sentence of a block, except fragments of fewer than three words."""
    text = block.text
    start = 0
    ends = [found.end() for found in END.finditer(text)] + [len(text)]
    for end in ends:
        part = text[start:end]
        following = text[end:].lstrip()
        if end < len(text) and (ABBREVIATION.search(part) or following[:1].islower()):
            continue
        line = block.line + text.count("\n", 0, start + len(part) - len(part.lstrip()))
        start = end
        part = " ".join(part.split())
        if block.is_prose:
            if len(WORD.findall(CODE.sub("x", part))) >= 3 and " " in part and not PRAGMA.match(part):
                yield line, part
        elif reads_as_sentence(part):
            yield line, part


def reads_as_sentence(text):
    """Whether a literal is meant for people: a few words, mostly letters, no code."""
    bare = CODE.sub("x", text)
    words = WORD.findall(bare)
    letters = sum(character.isalpha() or character in " ….,'" for character in bare)
    return (len(words) >= 4 and letters >= 0.85 * len(bare) and not NOT_A_SENTENCE.search(bare)
            and FUNCTION_WORDS.search(bare) and re.match(r"[A-Z…`'\"0-9]|[a-z]+[ ,]", bare))


# Markdown

def markdown(text):
    found, paragraph, start = [], [], 0
    fenced = False

    def flush():
        if paragraph:
            found.append(Block(start, "\n".join(paragraph), True))
            paragraph.clear()

    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("```"):
            fenced = not fenced
            flush()
        elif fenced or (line.startswith("    ") and not paragraph) or bare.startswith("<!--"):
            continue
        elif not bare or bare.startswith("|") or re.match(r"[-*#] |\d+\. |#+ ", bare):
            flush()
            if bare.startswith("|"):
                cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", bare)[1:-1]]
                found += [Block(number, cell, True) for cell in cells if len(cell.split()) > 3]
            elif bare:
                paragraph, start = paragraph + [re.sub(r"^([-*]|#+|\d+\.) ", "", bare)], number
        else:
            if not paragraph:
                start = number
            paragraph.append(bare)
    flush()
    return [block._replace(text=re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", block.text)) for block in found]


# Comments with a single mark, as in Python, shell, SQL and YAML

def comments(text, mark):
    """Whole-line comments, joined if they follow each other, and comments after code."""
    found, held, start = [], [], 0
    behind = re.compile(r"(?:^|\s)" + re.escape(mark) + r"+ (\S.*)$")

    def flush():
        if held:
            found.append(Block(start, "\n".join(held), True))
            held.clear()

    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith(mark):
            content = bare.lstrip(mark[0]).strip()
            if not content or bare.startswith("#!") or PRAGMA.match(content):
                flush()
            else:
                if not held:
                    start = number
                held.append(content)
        else:
            flush()
            if (trailing := behind.search(line)) and line.count("'", 0, trailing.start()) % 2 == 0 \
                    and line.count('"', 0, trailing.start()) % 2 == 0:
                found.append(Block(number, trailing[1], True))
    flush()
    return found


SHELL_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'')
HERE_DOCUMENT = re.compile(r"<<-?'?(\w+)'?.*\n((?:.*\n)*?)\s*\1$", re.M)
SUBSTITUTION = re.compile(r"\$\([^()]*\)")
SHELL_VALUE = re.compile(r"\$\{[^}]*\}|\$\w+|\$[@*#?]|%s|%[0-9]*d|\{\{.*?\}\}")
YAML_TEXT = re.compile(r"^\s*(?:- )?(?:name|msg|fail_msg|success_msg|Description): (?!\S*$)(?![>|][-+]?$)['\"]?(.+?)['\"]?$")
YAML_FOLDED = re.compile(r"^(\s*)(?:- )?(?:msg|fail_msg|success_msg): [>|][-+]?$")


def hashed(text, is_yaml):
    found = comments(text, "#")
    if not is_yaml:
        # Line by line, because quotes nest in $(…) and a wrong guess must not spoil the rest of the file.
        for number, line in enumerate(re.sub(r"(?m)^\s*#.*$", "", text).splitlines(), 1):
            while (plain := SUBSTITUTION.sub("…", line)) != line:
                line = plain
            for literal in SHELL_LITERAL.finditer(line):
                content = literal[1] if literal[1] is not None else literal[2]
                plain = SHELL_VALUE.sub("…", content.replace("\\n", " ").replace('\\"', "'"))
                found.append(Block(number, plain, False))
        for here in HERE_DOCUMENT.finditer(text):
            for number, line in enumerate(here[2].splitlines(), line_of(text, here.start(2))):
                found.append(Block(number, SHELL_VALUE.sub("…", SUBSTITUTION.sub("…", line.strip().removeprefix("- "))), False))
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if match := re.match(r"Description=(.*)", line) or (YAML_TEXT.match(line) if is_yaml else None):
            found.append(Block(number, SHELL_VALUE.sub("…", match[1]), True))
        elif is_yaml and (match := YAML_FOLDED.match(line)):
            inner = []
            for following in lines[number:]:
                if len(following) - len(following.lstrip()) <= len(match[1]):
                    break
                inner.append(following.strip())
            found.append(Block(number + 1, SHELL_VALUE.sub("…", "\n".join(inner)), True))
    return sorted(found)


def python(text):
    # Keeps the lines of code between comments, which would otherwise be joined.
    lines = [""] * (text.count("\n") + 2)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            alone = not token.line[: token.start[1]].strip()
            lines[token.start[0] - 1] = token.string if alone else "code " + token.string
    found = comments("\n".join(lines), "#")
    tree = ast.parse(text)
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
              if part is not node}
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and ast.get_docstring(node)}
    for node in ast.walk(tree):
        if id(node) in docs:
            found += paragraphs(node.lineno, node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            found.append(Block(node.lineno, re.sub(r"%[sdr]|\{\w*\}", "…", node.value), False))
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
            found.append(Block(node.lineno, "".join(parts), False))
    return sorted(found)


def paragraphs(line, text):
    for part in re.finditer(r"(?:^|\n)((?:[ \t]*\S.*(?:\n|$))+)", text):
        yield Block(line + text.count("\n", 0, part.start(1)), part[1].strip(), True)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


# Swift, C, JavaScript and CSS

COMMENT_OR_LITERAL = re.compile(r'//.*|/\*.*?\*/|(#*)"""|(#*)"|`(?=[^`]*`)|\'(?:[^\'\\\n]|\\.)*\'', re.S)


def c_like(text, suffix, is_test, is_frozen):
    found = []
    is_swift = suffix == ".swift"
    comment_lines = {}
    newlines = [index for index, character in enumerate(text) if character == "\n"]
    position, last_literal = 0, None
    pattern = re.compile(r"/\*.*?\*/", re.S) if suffix == ".css" else COMMENT_OR_LITERAL
    while match := pattern.search(text, position):
        begin, token = match.start(), match[0]
        line = bisect.bisect_left(newlines, begin) + 1
        position = match.end()
        if token.startswith("//"):
            token = token.split("\n")[0]
            position = begin + len(token)
            alone = not text[text.rfind("\n", 0, begin) + 1: begin].strip()
            comment_lines[line] = (alone, token.lstrip("/").rstrip()[1:])
        elif token.startswith("/*"):
            body = "\n".join(part.strip().lstrip("*").strip() for part in token[2:-2].split("\n"))
            found += paragraphs(line, body)
        elif token == "`":  # an identifier in Swift, a template in JavaScript
            position = text.index("`", position) + 1
            content = text[begin + 1: position - 1]
            if is_swift and is_test and text[:begin].endswith("func ") and len(content.split()) > 3:
                found.append(Block(line, content, True))
            elif not is_swift:
                found.append(Block(line, re.sub(r"\$\{[^}]*\}", "…", content), False))
        elif token.startswith("'"):
            if not is_swift:
                found.append(Block(line, token[1:-1], False))
            elif "\n" not in token:
                position = begin + 1
        else:
            content, position = literal(text, match)
            is_name = re.search(r"@(Test|Suite)\(\s*$|Comment\(\s*$", text[max(0, begin - 40): begin])
            if not is_frozen and (not is_test or is_name):
                joins = last_literal is not None and re.fullmatch(r"\s*\+\s*", text[last_literal: begin])
                if joins and found and not found[-1].is_prose:
                    found[-1] = found[-1]._replace(text=found[-1].text + content)
                else:
                    found += literal_blocks(line, content)
                last_literal = position
    return sorted(found + comment_blocks(comment_lines))


def literal(text, opening):
    """The content of the string literal that `opening` begins, with interpolations as "…", and its end."""
    hashes = opening[1] if opening[1] is not None else opening[2] or ""
    closing = ('"""' if opening[1] is not None else '"') + hashes
    escape = "\\" + hashes
    position, content = opening.end(), []
    while position < len(text) and not text.startswith(closing, position):
        if not text.startswith(escape, position):
            content.append(text[position])
            position += 1
            continue
        position += len(escape)
        if text[position: position + 1] == "(":
            position = interpolation_end(text, position)
            content.append("…")
        elif newline := re.compile(r"[ \t]*\n[ \t]*").match(text, position):
            position = newline.end()
        else:
            content.append({"n": "\n", "t": " ", '"': '"'}.get(text[position: position + 1], ""))
            position += 1
    return "".join(content), position + len(closing)


def interpolation_end(text, position):
    depth = 0
    while position < len(text):
        character = text[position]
        if character == '"':
            inner = COMMENT_OR_LITERAL.match(text, position)
            position = literal(text, inner)[1]
            continue
        depth += {"(": 1, ")": -1}.get(character, 0)
        position += 1
        if depth == 0:
            return position
    return position


SQL = re.compile(r"(?m)^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DO|BEGIN|DROP|GRANT|SET|LOCK) |\$\$")
TAG = re.compile(r"</?[a-z][^<>]*>")


def literal_blocks(line, content):
    if "\n" not in content:
        return [Block(line, TAG.sub(" ", content) if TAG.search(content) else content, False)]
    if SQL.search(content):
        raised = [Block(line + line_of(content, part.start()) - 1, part[1].replace("''", "'").replace("%", "…"), False)
                  for part in re.finditer(r"'((?:[^'\n]|'')+)'", content)]
        return [block._replace(line=block.line + line - 1) for block in comments(content, "--")] + raised
    if content.lstrip().startswith(("#!", "set -")):
        return [block._replace(line=block.line + line - 1) for block in hashed(content, is_yaml=False)]
    if TAG.search(content):
        runs = [run for part in content.split("\n") for run in [" ".join(TAG.sub("\0", part).split())] if run]
        return [Block(line + number, text.strip(), False) for number, run in enumerate(runs) for text in run.split("\0")]
    return [block._replace(is_prose=False) for block in paragraphs(line, content)]


def comment_blocks(lines):
    """Joins comments on consecutive lines; blank lines and list items begin a new block."""
    found, held, start, before, fenced = [], [], 0, None, False

    def flush():
        if held:
            found.append(Block(start, "\n".join(held), True))
            held.clear()

    for number, (alone, content) in sorted(lines.items()):
        if not alone or before != number - 1:
            flush()
            fenced = False
        item = re.match(r"\s*- (?:Parameters?:?|Returns:|Throws:|\w+:)?\s*(?:\w+: )?", content)
        if content.strip().startswith("```"):
            fenced = not fenced
            flush()
        elif not content.strip() or fenced or content.startswith("    ") and not held:
            flush()
        else:
            if item:
                flush()
                content = content[item.end():]
            if not held:
                start = number
            held.append(content.strip())
        before = number if alone else None
        if not alone:
            flush()
    flush()
    return found
