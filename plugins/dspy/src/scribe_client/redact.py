"""Takes secrets out of text before it reaches a file, with the rules the Scribe daemon uses.

Pure. The name of a secret stays, its value goes. Used where no daemon does it.
"""

from __future__ import annotations

import re

_TOKENS = [
    (
        "private-key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z0-9 ]{0,40}"
        r"PRIVATE KEY(?: BLOCK)?-----|(?:\s{0,8}[A-Za-z0-9+/=\\]{16,})*)",
    ),
    ("private-key", r"AGE-SECRET-KEY-1[A-Z0-9]{40,}"),
    ("aws-key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("github-token", r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})"),
    ("gitlab-token", r"(?<![A-Za-z0-9])gl(?:pat|rt|dt|soat|cbt)-[\w-]{20,}"),
    ("slack-token", r"(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}"),
    ("slack-token", r"(?<=hooks\.slack\.com/services/)[\w/-]{20,}"),
    ("slack-token", r"(?<=hooks\.slack\.com/workflows/)[\w/-]{20,}"),
    ("google-key", r"(?<![A-Za-z0-9])(?:AIza[\w-]{35,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,})"),
    ("api-key", r"(?<![A-Za-z0-9])(?:sk|rk|pk)[-_](?:live|test|ant|proj|or|svcacct|admin|lf)[-_][\w-]{16,}"),
    (
        "api-key",
        r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9]{32,}|SG\.[\w-]{16,}\.[\w-]{16,}|whsec_[A-Za-z0-9+/=]{24,}"
        r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32,})",
    ),
    (
        "api-key",
        r"(?<![A-Za-z0-9])(?:gsk|r8|pplx|xai|hvs|dop_v1|doo_v1|lin_api|ntn|figd|glsa|glc|sbp|pul|rubygems|dckr_pat"
        r"|pscale_tkn)[_.-][A-Za-z0-9_-]{24,}",
    ),
    ("npm-token", r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,}"),
    ("pypi-token", r"(?<![A-Za-z0-9])pypi-[\w-]{50,}"),
    ("hugging-face-token", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}"),
    ("jwt", r"(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"),
]

_HUMAN = "pass(?:word|wd|phrase|code)|_pass|_pwd"
_MACHINE = (
    r"secret|token|credentials?|(?:api|access|private|secret|signing|encryption|account|auth|master)"
    r"[_-]?key(?:[_-]?base)?"
)
# A value that is code or a placeholder: it names a secret but holds none.
_CODE = "|".join(
    [
        r"\[redacted:",
        r"[=>:&|?(\[{]",
        r"\$[({\w]|<[a-z]|%[({]|\*{3}",
        r"(?:string|number|boolean|undefined|unknown|null|function|async|await|false|buffer|object|required|optional"
        r"|import|require|typeof)\b",
        r"[a-z_$][\w$]{0,64}(?:\?\.|[(\[])",
        r"[a-z_$]{1,64}\.[a-z_$]",
        r"(?-i:[a-z]+(?:[A-Z][a-z]+)*(?:Token|Password|Secret|Key))(?![\w!-])",
        r"(?:token|password|secret)[)\]}?.]",
    ]
)
_VALUE = r"[^\s\"'`,;]{6,}"
_GAP = r"[\"']?\s{0,4}[:=]\s{0,4}"

_PLAIN = [(f"[redacted:{kind}]", re.compile(pattern, re.ASCII)) for kind, pattern in _TOKENS]
_NAMED = [
    (rf"\1{mark}", re.compile(pattern, re.ASCII | re.IGNORECASE))
    for mark, pattern in [
        (":[redacted:password]@", r"\b([a-z][a-z0-9+.-]{1,20}://[^\s:/@[]{0,256}):(?!\[redacted:)[^\s/@]{1,1024}@"),
        ("[redacted:credential]", r"\b(bearer\s{1,8})(?=[a-z+/=._~-]{0,256}\d)[a-z0-9+/=._~-]{16,}"),
        (
            "[redacted:credential]",
            r"\b(basic\s{1,8})(?:[a-z0-9+/]{8,512}={1,2}|(?=[a-z+/]{0,128}\d)[a-z0-9+/]{24,})",
        ),
        ("[redacted:value]", rf"((?:{_HUMAN}|{_MACHINE}){_GAP}\")(?!\[redacted:|\$\{{|<)[^\"\n]{{6,}}"),
        ("[redacted:value]", rf"((?:{_HUMAN}|{_MACHINE}){_GAP}')(?!\[redacted:|\$\{{|<)[^'\n]{{6,}}"),
        ("[redacted:value]", rf"((?:{_HUMAN}|{_MACHINE}){_GAP}`)(?!\[redacted:|\$\{{|<)[^`\n]{{6,}}"),
        ("[redacted:value]", rf"((?:{_HUMAN}){_GAP})(?!{_CODE}){_VALUE}"),
        ("[redacted:value]", rf"((?:{_MACHINE})=)(?!{_CODE}){_VALUE}"),
        ("[redacted:value]", rf"((?:{_MACHINE}){_GAP})(?!{_CODE})(?=[^\s\"'`,;\d]{{0,200}}\d){_VALUE}"),
        ("[redacted:value]", rf"(--[a-z-]{{0,40}}(?:{_HUMAN}|{_MACHINE})\s{{1,4}})(?![-\"']|{_CODE}){_VALUE}"),
    ]
]

# A replacement can uncover another secret, so the rules run until nothing changes.
_ROUNDS = 4


def redact(text: str) -> str:
    """`text` with each secret replaced by `[redacted:kind]`."""
    for _ in range(_ROUNDS):
        before = text
        for replacement, pattern in _PLAIN + _NAMED:
            text = pattern.sub(replacement, text)
        if text == before:
            break
    return text
