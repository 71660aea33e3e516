"""The Python summarizer's rules, written again from their description, to compare ours with.

Reads one JSON list of worklogs (base64) from standard input; prints one JSON list with the JSON summary of each, or
null where the bytes are no UTF-8. Reads each worklog as a whole: it is a yardstick, not a product.
"""

import base64
import io
import json
import re
import sys

IDEA = ("idea:", "new idea", "enhanced", "proposed", "suggestion")
DECISION = ("decision:", "decided", "chose", "selected", "implemented", "added")
COMPLETED = ("implemented:", "added", "updated", "created")
IN_PROGRESS = ("planning", "designing", "analyzing")
PLANNED = ("todo", "planned", "future")


def summarize(backlog_id, content):
    lines = content.split("\n")
    ideas = matching(lines, IDEA)
    decisions = matching(lines, DECISION)
    files = files_of(lines)
    progress = progress_of(lines)
    branches = [found.group(1) for found in (re.search(r"Branch:\s*(.+)", line) for line in lines) if found]
    times = re.findall(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", content)
    return {
        "backlog_id": backlog_id,
        "ideas": ideas,
        "decisions": decisions,
        "files_modified": files,
        "implementation_progress": progress,
        "metadata": {
            "session_count": sum("Session started" in line for line in lines),
            "branch": branches[-1] if branches else "unknown",
            "last_activity": times[-1] if times else "unknown",
            "total_lines": len(lines),
            "ideas_count": len(ideas),
            "decisions_count": len(decisions),
            "files_modified_count": len(files),
        },
        "next_steps": next_steps(ideas, decisions, progress),
    }


def says(line, words):
    return any(word in line.strip().lower() for word in words)


def text_of(line):
    line = re.sub(r"^-\s*\d{4}-\d{2}-\d{2}\s+\d{2}:\d{2}:\d{2}\s*-\s*", "", line.strip())
    return re.sub(r"^-\s*", "", line)


def matching(lines, words):
    return [text_of(line) for line in lines if says(line, words) and len(text_of(line)) > 10]


def progress_of(lines):
    progress = {"completed": [], "in_progress": [], "planned": []}
    for line in lines:
        for key, words in zip(progress, (COMPLETED, IN_PROGRESS, PLANNED)):
            if says(line, words):
                if len(text_of(line)) > 10:
                    progress[key].append(text_of(line))
                break
    return progress


def files_of(lines):
    files = set()
    for index, line in enumerate(lines):
        if "Changes:" not in line or "file(s)" not in line:
            continue
        following = index + 1
        while following < len(lines) and lines[following].strip().startswith("- "):
            name = lines[following].strip()[2:].strip()
            if not name.startswith("(+"):
                files.add(name)
            following += 1
    return sorted(files)


def next_steps(ideas, decisions, progress):
    steps = []
    if ideas and not progress["completed"]:
        steps.append("Implement the generated ideas")
    if decisions and not progress["completed"]:
        steps.append("Take action on the decisions made")
    if progress["in_progress"]:
        steps.append("Complete the in-progress implementations")
    return (steps + progress["planned"])[:5]


def answer(data):
    try:
        content = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8").read()
    except UnicodeDecodeError:
        return None
    return json.dumps(summarize("B-1", content), indent=2)


if __name__ == "__main__":
    print(json.dumps([answer(base64.b64decode(item)) for item in json.load(sys.stdin)]))
