"""The Python summarizer's rules, run line by line over a whole worklog, as the original does. The contender of summary.bench.ts."""

import json
import re
import resource
import sys
import time

STAMP = re.compile(r"^-\s*\d{4}-\d{2}-\d{2}\s+\d{2}:\d{2}:\d{2}\s*-\s*")


def summarize(text: str) -> dict:
    ideas, decisions, files, completed, in_progress, planned = [], [], [], [], [], []
    sessions, branch, last, in_files = 0, "unknown", "unknown", False
    lines = text.split("\n")
    for line in lines:
        line = line.strip()
        lower = line.lower()
        if "session started" in lower:
            sessions += 1
        if "branch:" in lower:
            branch = line.split(":", 1)[1].strip()
        for found in re.findall(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", line):
            last = found
        if "changes:" in lower:
            in_files = True
            continue
        if in_files and line.startswith("- "):
            files.append(line[2:])
        elif in_files and not line:
            in_files = False
        content = re.sub(r"^-\s*", "", STAMP.sub("", line)).strip()
        if len(content) < 10:
            continue
        if any(word in lower for word in ("idea:", "new idea", "enhanced", "proposed", "suggestion")):
            ideas.append(content)
        if any(word in lower for word in ("decision:", "decided", "chose", "selected", "implemented", "added")):
            decisions.append(content)
        if any(word in lower for word in ("implemented:", "added", "updated", "created")):
            completed.append(content)
        elif any(word in lower for word in ("planning", "designing", "analyzing")):
            in_progress.append(content)
        elif any(word in lower for word in ("todo", "planned", "future")):
            planned.append(content)
    return {"ideas": ideas, "decisions": decisions, "files": sorted(set(files)), "sessions": sessions, "branch": branch, "last": last}


began = time.perf_counter()
with open(sys.argv[1], encoding="utf-8") as file:
    found = summarize(file.read())
json.dumps(found)
print(json.dumps({"ms": (time.perf_counter() - began) * 1000, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
