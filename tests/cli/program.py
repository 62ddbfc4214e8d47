"""Runs the program that KRARUP_PROGRAM names, or the one on the PATH."""

import collections
import os
import subprocess
import unittest

PROGRAM = os.environ.get("KRARUP_PROGRAM", "krarup")
Answer = collections.namedtuple("Answer", "status out messages")


def krarup(*arguments, stdin="", **options):
    """What the program answers; the options are those of subprocess.run."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    given = {"input": data, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60}
    run = subprocess.run([PROGRAM, *arguments], **(given | options))
    return Answer(run.returncode, (run.stdout or b"").decode(), run.stderr.decode())


class ProgramTest(unittest.TestCase):
    def assert_answered(self, answer):
        self.assertEqual((answer.status, answer.messages), (0, ""))

    def assert_refused(self, answer, *sentences):
        """Exit status 2, every sentence among the messages, and nothing on standard output."""
        self.assertEqual((answer.status, answer.out), (2, ""), answer.messages)
        for sentence in sentences:
            self.assertIn(sentence, answer.messages)
