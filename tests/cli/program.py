"""Runs the program that KRARUP_PROGRAM names, or the one on the PATH."""

import collections
import contextlib
import os
import subprocess
import threading
import unittest

PROGRAM = os.environ.get("KRARUP_PROGRAM", "krarup")
Answer = collections.namedtuple("Answer", "status out messages")
Fed = collections.namedtuple("Fed", "status lines last messages usage")


def krarup(*arguments, stdin="", **options):
    """What the program answers; the options are those of subprocess.run."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    given = {"input": data, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60}
    run = subprocess.run([PROGRAM, *arguments], **(given | options))
    return Answer(run.returncode, (run.stdout or b"").decode(), run.stderr.decode())


def fed(pieces, *arguments):
    """What the program does when its input comes through a pipe, piece by piece.

    The number of lines it answers, the last 4,000 bytes of them, and what it used (getrusage).
    """
    child = subprocess.Popen(
        [PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said = []

    def feed():
        with contextlib.suppress(BrokenPipeError), child.stdin:
            for piece in pieces:
                child.stdin.write(piece)

    threads = [
        threading.Thread(target=feed),
        threading.Thread(target=lambda: said.append(child.stderr.read())),
    ]
    for each in threads:
        each.start()
    lines, last = 0, b""
    while block := child.stdout.read(1 << 20):
        lines += block.count(b"\n")
        last = (last + block)[-4000:]
    for each in threads:
        each.join()
    child.stdout.close()
    child.stderr.close()
    _, code, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(code)
    return Fed(child.returncode, lines, last.decode(), said[0].decode(), usage)


class ProgramTest(unittest.TestCase):
    def assert_answered(self, answer):
        self.assertEqual((answer.status, answer.messages), (0, ""))

    def assert_refused(self, answer, *sentences):
        """Exit status 2, every sentence among the messages, and nothing on standard output."""
        self.assertEqual((answer.status, answer.out), (2, ""), answer.messages)
        for sentence in sentences:
            self.assertIn(sentence, answer.messages)
