#!/usr/bin/env python3
"""Refuses habits that make our English hard to read (CONTRIBUTING.md, "How we write English").

Usage: check-prose.py [PATH…]      (default: everything)
Code in backticks is not looked at. A rule has a pattern, the advice, and a text that it must find.
"""
import os
import pathlib
import re
import sys
from typing import NamedTuple

import prose


class Rule(NamedTuple):
    pattern: str
    advice: str
    example: str


RULES = [
    Rule(r"\b[Ii]t is (looked|waited|tried|begun|reckoned)\b", "name who does it, or use a noun: \"checked\"",
         "how often it is looked whether a sweep is due"),
    Rule(r"\banew\b", "again, from scratch", "it is built anew"),
    Rule(r"\b(by (it|them|him|her)self)\b", "automatically; on its own; alone", "It is tried again by itself."),
    Rule(r"\b(go|goes|going|went|gone) on\b", "continue", "the daemon goes on where it was"),
    Rule(r"\bwhat (came|comes|became|becomes) of\b", "the result of", "what came of it"),
    Rule(r"\bcome[s]? of (a|the|it)\b", "result from", "how one droplet comes of a request"),
    Rule(r"(?<![Tt]here )\b(is|are|was|were) none\b(?! of\b)|(?<![Tt]here )\bis no (number|name|table|staff|folder|file|address|text|object|port)\b",
         "is not one; is not a …", "must be visible; a space is none"),
    Rule(r"\b([Aa]nother|other|others|otherwise)(?! \w+ \w+ \w+) than the (one|ones|known|pinned)\b|\b[Aa]nother( \w+)? than\b",
         "besides; different from", "another key than the pinned one"),
    Rule(r"\b(none|all|some|most|each|one|many|both) of whom\b|[,;(] ?(?!each)(\w+ )?of which\b", "start a new sentence", "services, of which none is up"),
    Rule(r"^Whose\b|\bwhose [a-z]+(?: [a-z]+){1,5} (is|says),|[.;:,] whose [a-z]+ .{0,40}, its\b", "make the owner the subject",
         "Whose a listening socket is, its control group says."),
    Rule(r"^(And |But )?Who (?!may )[^?]*[.;]$", "A caller/client/user who …; or the plain noun", "Who comes while all are busy stands in line."),
    Rule(r"(^|[.;:,] )(and |so |but )?who (?=[a-z]+s? [^.,;?]* (is|gets|waits|may|must|can|has|does|reads|finds|sees)\b)(?=.{0,60}$)(?!is\b)",
         "name the person: \"a user who …\"", "nobody reads it, who asks again waits"),
    Rule(r"^What (?!is new|you\b)(?![^.]{0,60}\b(when|whether|that|because)\b)[^.,;:?]{3,60}? (is|are|stays|goes|fails) [^.?]{6,}\.$",
         "name the thing instead of \"what …\"",
         "What is removed by hand is found by the next sweep."),
    Rule(r"\b[Tt]hat there (is|are)\b(?= *[.,;]|$)", "existing", "what is asked of a workspace that there is"),
    Rule(r"\b(is|are|was|were|be|been) asked for\b", "requested", "a decommission is asked for"),
    Rule(r"\b(is|are|was|were|be|been) told (of|from|to the)\b|\btells? (of|whether|that|the|how|what|why|in which)\b",
         "say, show, report, notify", "the page tells of drift"),
    Rule(r"\b[Aa]nd the like\b", "say which, or \"and similar\"", "folders and the like"),
    Rule(r"\bbehind (our|its|their|his|the daemon's) backs?\b", "outside Moorage; without Moorage's knowledge", "what changed behind our back"),
    Rule(r"\blooks? after\b|\blooks? whether\b|\blooked whether\b", "check, find out", "looks whether a sweep is due"),
    Rule(r"\bholds? (good|for it)\b|\bstands? in line\b|\btaken (up )?anew\b", "apply; queue", "stands in line"),
    Rule(r"\bin its stead\b|\bin the midst of\b|\bhitherto\b|\bthereby\b|\bthereof\b|\bthereto\b|\bwherefore\b", "use the modern word",
         "systemd listens in its stead"),
    Rule(r"\b(ask|asks|asked|asking) (it |them )?anew\b|\bonce more\b", "again", "it is judged once more"),
    Rule(r"\bfor good\b", "permanently, forever", "locked out for good"),
    Rule(r"\b(is|are) to be (had|found|looked|summed|read|taken)\b", "can be …; use the active voice", "figures are to be summed over daemons"),
    Rule(r"\b(is|are|be) (under ?way)\b.*\bunder ?way\b", "in progress", "while what is under way is under way"),
    Rule(r"\bas long as (is|was|are)\b|\bas is (wanted|asked|needed)\b", "use a full clause", "as long as is needed"),
    Rule(r"\bthat (it|they) (have|has|had|are|is|was|were) (got |of |in )?the\b.*\bof those that\b", "split the sentence",
         "that it has the rows of those that wait"),
    Rule(r"\breckon(s|ed|ing)?\b|\bmend(s|ed|ing)?\b|\bforthwith\b|\blikewise\b", "calculate; fix, repair; similarly", "a second call mends one"),
    Rule(r"\bmachines of others\b|\bof somebody else\b|\bsomebody else's\b", "someone else's; another user's", "machines of others"),
    Rule(r"\b(has|have|had) (\w+ )?to do nothing\b|\bcomes? to nothing\b|\bcome to nothing\b", "have no effect, fail", "would come to nothing"),
]


def check_rules():
    for rule in RULES:
        if not re.search(rule.pattern, rule.example):
            sys.exit(f"check-prose: the rule {rule.pattern!r} does not find its own example {rule.example!r}")


def main():
    check_rules()
    os.chdir(pathlib.Path(__file__).parent.parent)
    wanted = tuple(sys.argv[1:] or [""])
    compiled = [(re.compile(rule.pattern), rule.advice) for rule in RULES]
    count = 0
    for path in prose.files():
        if not path.startswith(wanted):
            continue
        for _, line, text in prose.sentences(path):
            bare = prose.CODE.sub("`…`", text)
            for pattern, advice in compiled:
                if found := pattern.search(bare):
                    print(f"{path}:{line}: \"{found[0].strip()}\": {advice}", file=sys.stderr)
                    count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
