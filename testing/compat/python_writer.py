"""Writes registry and worklogs the way the Python program does, written afresh from the description of its behaviour.

Loads the whole file, changes it in memory, rewrites it in place: no lock, no rename, no fsync. A record that cannot be
read ends the loading, and the next save forgets what came behind it. Used by tests as the other of two programs.
"""

import json
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path


class Registry:
    def __init__(self, path):
        self.path = Path(path)
        self.sessions = {}
        self.load()

    def load(self):
        if not self.path.exists():
            return
        try:
            with open(self.path, "r", encoding="utf-8") as file:
                data = json.load(file)
            for key, record in data.get("sessions", {}).items():
                context = record.get("context", {})
                self.sessions[key] = {
                    "backlog_id": record["backlog_id"],
                    "pid": record["pid"],
                    "start_time": record["start_time"],
                    "worklog_path": record["worklog_path"],
                    "status": record["status"],
                    "context": {
                        "tags": set(context.get("tags", [])),
                        "session_type": context.get("session_type", "brainstorming"),
                        "priority": context.get("priority", "medium"),
                        "description": context.get("description"),
                        "related_sessions": context.get("related_sessions"),
                    },
                    "last_activity": record.get("last_activity"),
                    "idle_timeout": record.get("idle_timeout", 1800),
                }
        except Exception as error:  # The original says so and goes on with what it has.
            print(f"warning: {error}", file=sys.stderr)

    def save(self):
        records = {}
        for key, session in self.sessions.items():
            context = dict(session["context"], tags=list(session["context"]["tags"]))
            records[key] = dict(session, context=context)
        data = {
            "last_updated": now(),
            "total_sessions": len(records),
            "active_sessions": sum(1 for record in records.values() if record["status"] == "active"),
            "sessions": records,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=2)

    def register(self, key, pid=1):
        context = {"tags": set(), "session_type": "brainstorming", "priority": "medium", "description": None, "related_sessions": None}
        self.sessions[key] = {
            "backlog_id": key,
            "pid": pid,
            "start_time": now(),
            "worklog_path": f"artifacts/worklogs/{key}.md",
            "status": "active",
            "context": context,
            "last_activity": None,
            "idle_timeout": 1800,
        }
        self.save()

    def update(self, key, status):
        self.sessions[key]["status"] = status
        if status == "completed":
            self.sessions[key]["last_activity"] = now()
        self.save()

    def tag(self, key, tags):
        self.sessions[key]["context"]["tags"].update(tags)
        self.save()

    def untag(self, key, tags):
        self.sessions[key]["context"]["tags"].difference_update(tags)
        self.save()

    def cleanup(self):
        limit = datetime.now(timezone.utc) - timedelta(days=7)
        old = [key for key, session in self.sessions.items() if session["status"] == "completed" and started(session) < limit]
        for key in old:
            del self.sessions[key]
        self.save()
        return len(old)


def now():
    return datetime.now(timezone.utc).isoformat()


def started(session):
    time_ = datetime.fromisoformat(session["start_time"].replace("Z", "+00:00"))
    return time_ if time_.tzinfo else time_.astimezone()


def append(path, message):
    """The worklog's append: the whole file is read and written."""
    file = Path(path)
    text = file.read_text(encoding="utf-8") if file.exists() else f"# Worklog {file.stem}\n"
    stamp = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
    file.write_text(f"{text}\n## {stamp}\n\n- {message}\n", encoding="utf-8")


def each(count, pause):
    for index in range(int(count)):
        yield index
        time.sleep(float(pause))


def main(action, path, *rest):
    if action == "register":
        prefix, count, pause = rest
        for index in each(count, pause):
            Registry(path).register(f"{prefix}{index}")
            print(f"{prefix}{index}", flush=True)
    elif action == "append":
        prefix, count, pause = rest
        for index in each(count, pause):
            append(path, f"{prefix}{index};")
            print(f"{prefix}{index};", flush=True)
    elif action == "rewrite":
        registry = Registry(path)
        for _ in each(*rest):
            registry.save()
    elif action == "churn":
        # Registers one session and tags it, over and over, as fast as it goes, until it is killed.
        for index in range(10**9):
            Registry(path).register(f"C-{index % int(rest[0])}")
    elif action == "measure":
        # Milliseconds of each load, register and save.
        for index in range(int(rest[0])):
            begun = time.perf_counter()
            Registry(path).register(f"M-{index % 5}")
            print((time.perf_counter() - begun) * 1000, flush=True)
    elif action == "measure-append":
        for index in range(int(rest[0])):
            begun = time.perf_counter()
            append(path, f"measured {index}")
            print((time.perf_counter() - begun) * 1000, flush=True)
    elif action == "resave":
        for line in sys.stdin:
            registry = Registry(line.strip())
            registry.save()
            print(len(registry.sessions), flush=True)
    elif action == "cleanup":
        print(Registry(path).cleanup())
    elif action in ("tag", "untag", "update"):
        key, *values = rest
        registry = Registry(path)
        if action == "update":
            registry.update(key, values[0])
        else:
            getattr(registry, action)(key, values)
    else:
        sys.exit(f"no such action: {action}")


if __name__ == "__main__":
    main(*sys.argv[1:])
