"""The behaviours of the old registry's own tests, second part: 10 of speed. The times are processor time."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
import unittest
from unittest.mock import patch

from scribe_processes import memory_mb
from test_rows import OLD, RowCase


class Speed(RowCase):
    def seconds(self, step) -> float:
        start = time.process_time()
        step()
        return time.process_time() - start

    def register_many(self, count: int, tags=lambda number: [f"tag-{number}"]) -> None:
        for number in range(count):
            self.register(f"B-{1000 + number}", 12345 + number, tags=tags(number))

    def test_p1_100_registers(self) -> None:
        self.assertLess(self.seconds(lambda: self.register_many(100)), 1.0)
        self.assertEqual(len(self.sessions), 100)

    def test_p2_1000_lookups(self) -> None:
        self.register_many(100)
        found: list[object] = []
        look = lambda: found.extend(
            self.registry_object.get_session_info(f"B-{1000 + number % 100}") for number in range(1000)
        )
        self.assertLess(self.seconds(look), 0.1)
        self.assertNotIn(None, found)

    def test_p3_tags_of_50(self) -> None:
        self.register_many(50)
        tag = lambda: [
            self.registry_object.add_context_tags(f"B-{1000 + number}", ["one", f"two-{number}"])
            for number in range(50)
        ]
        self.assertLess(self.seconds(tag), 0.5)

    def test_p4_10_queries_of_200(self) -> None:
        self.register_many(200, lambda number: [f"category-{number % 10}", f"priority-{number % 3}"])
        counts: list[int] = []
        query = lambda: counts.extend(
            len(self.registry_object.get_sessions_by_context([f"category-{number}"])) for number in range(10)
        )
        self.assertLess(self.seconds(query), 0.1)
        self.assertEqual(counts, [20] * 10)

    def test_p5_memory_of_1000(self) -> None:
        before = memory_mb(os.getpid())
        self.register_many(1000)
        self.assertLess(memory_mb(os.getpid()) - before, 10)

    def test_p6_save_and_load_500(self) -> None:
        self.register_many(500)
        self.assertLess(self.seconds(self.registry_object.save_registry), 0.5)
        self.assertLess(self.seconds(self.open), 0.5)
        self.assertEqual(len(self.open().sessions), 500)

    def test_p7_five_threads(self) -> None:
        problems: list[Exception] = []

        def batch(first: int) -> None:
            try:
                for number in range(20):
                    self.register(f"B-{first + number}", tags=[f"concurrent-{number}"])
            except Exception as error:
                problems.append(error)

        threads = [threading.Thread(target=batch, args=(first * 20,)) for first in range(5)]
        start = time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertLess(time.process_time() - start, 1.0)
        self.assertEqual((problems, len(self.sessions), len(self.open().sessions)), ([], 100, 100))

    def test_p8_cleanup_of_1000(self) -> None:
        self.register_many(1000)
        for backlog_id in list(self.sessions):
            self.registry_object.update_session_status(backlog_id, "completed")
        for session in self.sessions.values():
            session.start_time = OLD
        self.assertLess(self.seconds(self.registry_object.cleanup_completed_sessions), 1.0)
        self.assertEqual((len(self.sessions), len(self.open().sessions)), (0, 0))

    def test_p9_validation_of_100(self) -> None:
        self.register_many(100)
        with patch("builtins.print"):
            self.assertLess(self.seconds(self.validate_with_dead_processes), 0.5)
        self.assertEqual({session.status for session in self.sessions.values()}, {"orphaned"})

    def test_p10_50_in_bounded_memory(self) -> None:
        self.assertLess(self.seconds(lambda: self.register_many(50)), 1.0)
        self.assertEqual(len(self.sessions), 50)
        unit = 1 if sys.platform == "darwin" else 1024
        self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, 1000 * 1024 * 1024)


if __name__ == "__main__":
    unittest.main()
