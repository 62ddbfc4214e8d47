"""krarup day on the files of strangers: each gets its right answer or a clear refusal."""

import gzip
import itertools
import os
import pathlib
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import unittest
import zipfile

from program import PROGRAM, ProgramTest, fed, krarup

OPTIONS = ("--interval", "30min", "--service-level", "0.80", "--answer-within", "20s")
FORECAST = "start,contacts,aht\n08:00,100.5,180\n08:30,50,200.25\n09:00,0,180\n"
PROGRAM_BYTES = pathlib.Path(shutil.which(PROGRAM)).read_bytes()
SANITIZED = b"__asan_" in PROGRAM_BYTES or b"__tsan_" in PROGRAM_BYTES  # whose memory is not ours


def day(text, *options):
    return krarup("day", "-", *OPTIONS, *options, stdin=text)


class Separators(ProgramTest):
    def assert_same(self, text, message=""):
        answer = day(text, "--csv")
        self.assertEqual(answer.status, 0, answer.messages)
        self.assertEqual(answer.out, day(FORECAST, "--csv").out)
        self.assertIn(message, answer.messages)

    def test_semicolons_mean_decimal_commas(self):
        self.assert_same(FORECAST.replace(",", ";").replace(".", ","))
        self.assert_same('start;"contacts";aht\n"08:00";"100,5";180\n08:30;50;200,25\n09:00;0;180')
        with_units = "start;contacts;aht\n08:00;100,5;3min\n08:30;50;3,3375min\n09:00;0;180s\n"
        self.assert_same(with_units)

    def test_tabs_mean_decimal_points(self):
        self.assert_same(FORECAST.replace(",", "\t"))
        self.assert_same(FORECAST.replace(",", " \t "))
        self.assert_same(FORECAST.replace("08:00,", '"08:00" \t').replace(",", "\t"))

    def test_first_line_of_excel(self):
        for end in ("\n", "\r\n", "\r"):
            self.assert_same(f"sep=,{end}" + FORECAST.replace("\n", end))
            semicolons = f"sep=;{end}" + FORECAST.replace(",", ";").replace(".", ",")
            self.assert_same(semicolons)
        self.assert_refused(day("sep=|\n" + FORECAST), "standard input:1: sep= must name a comma")
        self.assert_refused(day("sep=,\n" + FORECAST.replace(",", ";")), "must have a column")

    def test_the_column_contacts_decides(self):
        for header, separator in (
            ("start,contacts,aht,note; of whom", ","),
            ("start;contacts;aht;note, of whom", ";"),
            ('start;contacts;aht;"note, of whom"', ";"),
            ('start,contacts,aht,"note; of whom\t"', ","),
            ("start\tcontacts\taht\tnote, of whom; or not", "\t"),
        ):
            rows = FORECAST.split("\n", 1)[1].replace("\n", ",\n")
            if separator == ";":
                rows = rows.replace(",", ";").replace(".", ",")
            self.assert_same(
                f"{header}\n{rows.replace(',', separator) if separator == chr(9) else rows}",
                "columns that nothing reads: note",
            )
        answer = day("contacts,x;contacts\n1,2\n")
        self.assert_refused(
            answer, "standard input:1: the column names must be separated by commas"
        )

    def test_another_decimal_mark(self):
        for text, sentence in (
            ('contacts,aht\n"100,5",180\n', "(write 100.5 if the comma is a decimal one)"),
            ('contacts,aht\n100,"3,5min"\n', "(write 3.5min if the comma is a decimal one)"),
            ("contacts\taht\n100,5\t180\n", "(write 100.5 if the comma is a decimal one)"),
            ("contacts;aht\n100.5;180\n", "must be a number, got 100.5 (where semicolons"),
            ("contacts;aht\n1.234,5;180\n", "must be a number, got 1.234,5 (where semicolons"),
            ("contacts;aht\n100;3.5min\n", "the decimal mark is a comma"),
            ("contacts;aht\n1,2,3;180\n", "must be a number, got 1,2,3\n"),
            ('contacts,aht\n"1,234,567",180\n', "must be a number, got 1,234,567\n"),
            ('contacts,aht\n",5",180\n', "must be a number, got ,5\n"),
        ):
            self.assert_refused(day(text), "standard input:2: ", sentence)

    def test_columns_of_another_separator(self):
        answer = day("calls;aht\n100;180\n")
        self.assert_refused(answer, "must have a column contacts, got calls, aht")


class Text(ProgramTest):
    def assert_same(self, text):
        answer = day(text, "--csv")
        self.assertEqual(answer.status, 0, answer.messages)
        self.assertEqual(answer.out, day(FORECAST, "--csv").out)

    def test_line_ends_and_byte_order_mark(self):
        for end in ("\n", "\r\n", "\r"):
            for mark in (b"", b"\xef\xbb\xbf"):
                for last in (end, "", end + end, f"{end}  {end}"):
                    text = FORECAST.rstrip("\n").replace("\n", end) + last
                    self.assert_same(mark + text.encode())

    def test_utf16(self):
        for encoding in ("utf-16", "utf-16-be"):
            mark = b"" if encoding == "utf-16" else b"\xfe\xff"
            self.assert_refused(
                day(mark + FORECAST.encode(encoding)),
                "standard input: must be a table in UTF-8, got text in UTF-16: save it as UTF-8",
            )
        for encoding in ("utf-16-le", "utf-16-be"):
            answer = day(FORECAST.encode(encoding))
            self.assert_refused(answer, "standard input:1: must be text, got a zero byte")

    def test_encodings(self):
        text = (
            FORECAST.replace("08:30", "früh").replace("08:00", "naïve – 日本").replace("09:", "x")
        )
        answer = day(text, "--csv")
        self.assertEqual(answer.status, 0)
        self.assertIn("naïve – 日本,100.5,", answer.out)
        answer = day(FORECAST.replace("08:30", "früh").encode("cp1252"))
        self.assert_refused(
            answer,
            "standard input:3: must be UTF-8, got the byte FC: save it as UTF-8, or convert it: "
            "iconv -f WINDOWS-1252 -t UTF-8",
        )

    def test_what_is_utf8_is_what_python_decodes(self):
        """Every lead byte, with second bytes at the bounds of Unicode's table."""
        seconds = (0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF)
        tails = [
            bytes([b]) + rest for b in seconds for rest in (b"", b"\x80", b"\xbf\x80", b"\x80a")
        ]
        sound, unsound = [], []
        for start in (bytes([lead]) + tail for lead in range(0x80, 0x100) for tail in tails):
            try:
                start.decode()
                sound.append(start)
            except UnicodeDecodeError:
                unsound.append(start)
        self.assertGreater(len(sound), 100)
        rows = b"".join(b"x%d" % i + start + b",1,60\n" for i, start in enumerate(sound))
        self.assertEqual(day(b"start,contacts,aht\n" + rows, "--csv").status, 0)
        for start in unsound[:: 1 + len(unsound) // 150]:
            answer = day(b"start,contacts,aht\nx" + start + b",1,60\n")
            self.assert_refused(answer, "standard input:2: must be UTF-8, got the byte ")

    def test_zero_bytes(self):
        for text in ("\0", "a,\0", "contacts,aht\n1,1\0\n", 'contacts,aht\n1,"1\0"\n'):
            self.assert_refused(day(text), "must be text, got a zero byte: is it UTF-16")

    def test_other_formats(self):
        with tempfile.TemporaryDirectory() as folder:
            book = pathlib.Path(folder, "forecast.xlsx")
            with zipfile.ZipFile(book, "w") as archive:
                archive.writestr("[Content_Types].xml", "<Types/>")
            workbook = book.read_bytes()
        for content, sentence in (
            (workbook, "an Excel workbook (.xlsx) or another zip archive: save the sheet as text"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "an old Excel workbook (.xls)"),
            (gzip.compress(FORECAST.encode()), "a file compressed by gzip: unpack it first"),
            (b"BZh91AY&SY", "a file compressed by bzip2"),
            (b"\xfd7zXZ\0", "a file compressed by xz"),
            (b"\x28\xb5\x2f\xfd\0", "a file compressed by zstd"),
            (b"PAR1\x15\x04", "a Parquet file"),
            (b"%PDF-1.7\n", "a PDF document"),
        ):
            self.assert_refused(
                day(content), f"must be a table in UTF-8, got {sentence}"[:60], sentence
            )

    def test_any_bytes(self):
        """No prefix of a forecast and no byte in it changed makes the program crash or hang."""
        whole = ('\ufeffstart;contacts;aht\r\n"8 ""Uhr""";"1,5";3min\r\n09:00;2;60\r\n').encode()
        changed = [whole[:n] for n in range(len(whole))]
        for i in range(0, len(whole), 3):
            changed += [whole[:i] + byte + whole[i + 1 :] for byte in (b"\0", b'"', b"\xff", b"\r")]
        for text in changed:
            answer = krarup("day", "-", *OPTIONS, "--csv", stdin=text)
            self.assertIn(answer.status, (0, 1, 2), text)
            self.assertEqual(answer.status == 2, answer.out == "", text)
            if answer.status == 2:
                self.assertRegex(answer.messages, r"\Akrarup: standard input(:\d+)?: \w", text)

    def test_cut_off(self):
        """That a last line is short can be seen; that a number lost digits cannot."""
        text = "start,contacts,aht\n08:00,100,180\n08:30,50,200"
        answer = day(text[:-4])
        self.assert_refused(
            answer, "3: must have 3 cells", "got 2 (is the end of the file cut off?)"
        )
        self.assertNotIn("cut off", day(text[:-4] + "\n").messages)
        self.assertEqual(day(text[:-1]).status, 0)
        self.assert_refused(day(text + ',"'), "3: a quoted cell must be closed")

    def test_control_characters_are_shown_not_obeyed(self):
        answer = day("contacts,aht\n\x1b[2J\x07,180\n")
        self.assert_refused(answer, r"got \x1B[2J\x07")
        answer = day("start,contacts,aht\nx\x1b]0;y\x07\u009b1m,100,180\n")
        self.assertEqual(answer.status, 0)
        self.assertIn(r"x\x1B]0;y\x07\xC2\x9B1m", answer.out)
        self.assertFalse(set("\x1b\x07\u009b") & set(answer.out))

    def test_long_texts_are_cut_in_messages(self):
        answer = day(f"contacts,aht\n{'9' * 400},180\n{'é' * 400},1\n")
        self.assert_refused(answer, f"got {'9' * 60}...\n", f"got {'é' * 60}...\n")
        answer = day(f"{'x' * 1000},{','.join('abcdefghijklmnopqrstuvwxyz')}\n1\n")
        self.assert_refused(answer, f"got {'x' * 60}..., a, b,", "r, s and 7 more\n")


class Sizes(ProgramTest):
    def assert_bounded(self, begin, piece, pieces, *expected, status=2, options=OPTIONS):
        """The program is fed by a pipe and answers so, in less than 128 MiB."""
        content = (piece(i) if callable(piece) else piece for i in range(pieces))
        answer = fed(itertools.chain([begin], content), "day", "-", *options)
        self.assertEqual(answer.status, status, answer.messages)
        for sentence in expected:
            self.assertIn(sentence, answer.messages)
        if not SANITIZED:
            self.assertLess(answer.usage.ru_maxrss, 128 * 1024, "KiB")
        return answer.lines, answer.last

    def test_many_rows(self):
        """A day repeated: the totals are those of one, times the days, whoever reads them."""
        rows = b"".join(b"%d,%d\n" % (50 + i % 7, 150 + i % 11) for i in range(77)) * 100
        one = day(b"contacts,aht\n" + rows, "--csv")
        peak = [line for line in one.messages.splitlines() if line.startswith("peak")]
        count = 10 if SANITIZED else 100
        for options in (("--csv",), ()):
            lines, last = self.assert_bounded(
                b"contacts,aht\n", rows, count, status=0, options=OPTIONS + options
            )
            self.assertEqual(lines, 1 + 7700 * count + (0 if options else 8))
            if options:
                self.assertEqual(last.splitlines()[-1], one.out.splitlines()[-1])
            else:
                self.assertIn(f"contacts       {7700 * 53 * count:.1f} offered", last)
                self.assertIn(peak[0], last)

    def test_a_hundred_megabytes(self):
        rows = b"".join(b"%d,60,%s\n" % (i, b"z" * 1000) for i in range(100))
        count = 100 if SANITIZED else 1000
        lines, _ = self.assert_bounded(
            b"contacts,aht,note\n",
            rows,
            count,
            f"contacts       {4950 * count:.1f} offered",
            status=0,
            options=(*OPTIONS, "--csv"),
        )
        self.assertEqual(lines, 1 + 100 * count)

    def test_many_times_and_names(self):
        def times(i):
            return b"".join(
                b"%d-%02d-01 %02d:00,9,60\n" % (1000 + i, month, hour)
                for month in range(1, 13)
                for hour in range(24)
            )

        lines, _ = self.assert_bounded(
            b"start,contacts,aht\n", times, 1000, status=0, options=(*OPTIONS, "--csv")
        )
        self.assertEqual(lines, 1 + 288 * 1000)

        def names(i):
            return b"".join(b"name %d-%d,9,60\n" % (i, k) for k in range(1000))

        begin = b"start,contacts,aht\n"
        message = "note: standard input: whether starts stand twice is seen up to line "
        self.assert_bounded(begin, names, 400, message, status=0, options=(*OPTIONS, "--csv"))

    def test_many_faults(self):
        self.assert_bounded(
            b"contacts,aht\n", b"-1,180\n" * 10000, 10, "standard input:11: ", "and 99990 more\n"
        )

    def test_one_line_without_end(self):
        mebi = b"x" * (1 << 20)
        self.assert_bounded(b"", mebi, 64, "standard input:1: a line must be shorter than 1 MiB")
        self.assert_bounded(b"contacts,aht\n", mebi, 64, "standard input:2: a line must be shorter")
        self.assert_bounded(
            b'contacts,aht\n1,2\n"',
            b"x\n" * (1 << 19),
            64,
            "standard input:3: a quoted cell must be closed within 1 MiB",
        )
        self.assert_bounded(b"contacts,aht\n", b"1," * (1 << 19), 64, "2: a line must be shorter")
        self.assert_bounded(b"", b"a," * (1 << 19), 64, "1: a line must be shorter than 1 MiB")
        self.assert_bounded(b"contacts,aht\n", bytes(1 << 20), 64, "2: must be text, got a zero")

    def test_nothing_but_line_ends(self):
        self.assert_bounded(b"", b"\r\n" * (1 << 19), 32, "must have a line of column names")
        self.assert_bounded(b"\n" * (3 << 20), b"contacts,aht\n1,60\n", 1, status=0)
        self.assert_bounded(b"contacts,aht\n", b"\n" * (1 << 20), 16, "must have a row below")

    def test_records_at_the_edge_of_the_buffer(self):
        """Every byte of these records stands once where one reading of the file ends."""
        records = (
            'ab,1,60,é\r\n"x ""y""" ,"2",60,"é;,"\r\n c ,3, 60 ,"p\r\nq"\r"d",4,60,\n'.encode()
        )
        header = b"start,contacts,aht,note\n"
        expected = day(header + records, "--csv").out
        self.assertEqual(len(expected.splitlines()), 5)
        edge = (1 << 20) + (1 << 18)
        for shift in range(len(records) + 1):
            rest = edge - len(header) - shift - 20
            filler = b"".join(
                b"%d,1,60,%s\n" % (i, b"z" * (rest // 2 + i * (rest % 2))) for i in (0, 1)
            )
            answer = day(header + filler + records, "--csv")
            self.assertEqual(answer.status, 0, (shift, answer.messages))
            lines = answer.out.splitlines(keepends=True)
            self.assertEqual("".join(lines[:1] + lines[3:]), expected, shift)


class Places(ProgramTest):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.forecast = self.folder / "forecast.csv"
        self.forecast.write_text(FORECAST)
        self.plan = self.folder / "plan.csv"
        self.expected = day(FORECAST, "--csv").out

    def planned(self, *options, **more):
        return krarup("day", str(self.forecast), *OPTIONS, *options, **more)

    def assert_files(self, *names):
        self.assertEqual(sorted(each.name for each in self.folder.iterdir()), sorted(names))

    def test_output(self):
        for option in ("-o", "--output"):
            answer = self.planned(option, str(self.plan))
            self.assertEqual((answer.status, answer.out), (0, ""), answer.messages)
            self.assertIn("contacts       150.5 offered", answer.messages)
            self.assertEqual(self.plan.read_text(), self.expected)
            self.assert_files("forecast.csv", "plan.csv")
        text = self.folder / "plan.txt"
        self.assert_answered(self.planned("-o", str(text)))
        self.assertEqual(text.read_text(), self.planned().out)
        self.planned("--csv", "-o", str(text))
        self.assertEqual(text.read_text(), self.expected)
        self.planned("-o", "here.csv", cwd=self.folder)
        self.assertEqual((self.folder / "here.csv").read_text(), self.expected)

    def test_output_of_a_plan_with_gaps(self):
        text = "contacts,aht,service_level\n100,180,0.8\n50,180,1\n"
        options = ("--interval", "30min", "--answer-within", "20s", "-o", str(self.plan))
        answer = krarup("day", "-", *options, stdin=text)
        self.assertEqual((answer.status, answer.out), (1, ""))
        self.assertEqual(len(self.plan.read_text().splitlines()), 3)

    def test_rights_are_kept(self):
        mask = os.umask(0o027)
        try:
            self.planned("-o", str(self.plan))
            self.assertEqual(stat.S_IMODE(self.plan.stat().st_mode), 0o640)
            self.plan.chmod(0o604)
            self.planned("-o", str(self.plan))
            self.assertEqual(stat.S_IMODE(self.plan.stat().st_mode), 0o604)
        finally:
            os.umask(mask)

    def test_a_link_stays_a_link(self):
        link = self.folder / "link.csv"
        self.plan.write_text("old")
        link.symlink_to(self.plan)
        self.planned("-o", str(link))
        self.assertTrue(link.is_symlink())
        self.assertEqual(self.plan.read_text(), self.expected)
        self.plan.unlink()
        self.planned("-o", str(link))
        self.assertTrue(link.is_symlink())
        self.assertEqual(self.plan.read_text(), self.expected)
        self.plan.unlink()
        self.plan.symlink_to("link.csv")
        complaint = f"{link}: cannot be written: Too many levels of symbolic links"
        self.assert_refused(self.planned("-o", str(link)), complaint)
        self.assertTrue(link.is_symlink())

    def test_a_hyphen_is_standard_output(self):
        self.assertEqual(self.planned("--csv", "-o", "-", cwd=self.folder).out, self.expected)
        self.assert_files("forecast.csv")

    def test_refused_output(self):
        self.plan.write_text("old")
        (self.folder / "again.csv").symlink_to(self.forecast)
        nowhere = str(self.folder / "no" / "plan.csv")
        for output, sentence in (
            ("", "--output must name a file"),
            (str(self.folder), f"{self.folder}: cannot be written: Is a directory"),
            (nowhere, f"{nowhere}: cannot be written: No such file or directory"),
            (str(self.forecast), "--output must be another file than the forecast"),
            (str(self.folder / "again.csv"), "--output must be another file than the forecast"),
        ):
            self.assert_refused(self.planned("-o", output), sentence)
        self.forecast.write_text(FORECAST + "09:30,-1,180\n")
        self.assert_refused(self.planned("-o", str(self.plan)), "forecast.csv:5: contacts:")
        self.assertEqual(self.plan.read_text(), "old")
        self.assert_files("forecast.csv", "plan.csv", "again.csv")

    def test_devices_stay_what_they_are(self):
        answer = self.planned("-o", "/dev/null")
        self.assertEqual((answer.status, answer.out), (0, ""))
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        answer = self.planned("-o", "/dev/full")
        self.assert_refused(answer, "/dev/full: cannot be written: No space left on device")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        self.assertEqual(self.planned("--csv", "-o", "/dev/stdout").out, self.expected)

    def test_full_standard_output(self):
        complaint = "krarup: standard output: cannot be written: No space left on device\n"
        contacts = ("--contacts", "100", "--aht", "180s")
        with open("/dev/full", "wb") as full:
            for question in (
                ("day", str(self.forecast), *OPTIONS),
                ("day", str(self.forecast), *OPTIONS, "--csv"),
                ("agents", *contacts, *OPTIONS),
                ("--help",),
            ):
                answer = krarup(*question, stdout=full)
                self.assertEqual((answer.status, answer.messages), (2, complaint))

    def test_closed_streams(self):
        def closed(redirection, *question):
            line = ["sh", "-c", f'exec "$@" {redirection}', "sh", PROGRAM, *question]
            run = subprocess.run(line, capture_output=True, timeout=60)
            return run.returncode, run.stdout.decode(), run.stderr.decode()

        question = ("day", str(self.forecast), *OPTIONS)
        status, _, messages = closed(">&-", *question)
        self.assertEqual(status, 2)
        self.assertIn("standard output: cannot be written: Bad file descriptor", messages)
        status, _, messages = closed("<&-", "day", "-", *OPTIONS)
        self.assertEqual(status, 2)
        self.assertIn("standard input: cannot be read: Bad file descriptor", messages)
        status, out, _ = closed("2>&- <&-", *question, "--csv")
        self.assertEqual((status, out), (0, self.expected))
        status, _, _ = closed("2>&- >&- <&-", *question, "-o", str(self.plan))
        self.assertEqual((status, self.plan.read_text()), (0, self.expected))
        self.assertEqual(self.forecast.read_text(), FORECAST)
        status, _, messages = closed(f"< {self.folder}", "day", "-", *OPTIONS)
        self.assertEqual(status, 2)
        self.assertIn("standard input: cannot be read: Is a directory", messages)

    def test_reader_that_has_enough(self):
        """As under `| head -n 1`: the program ends by the signal that is meant for this."""
        rows = "contacts,aht\n" + "100,180\n" * 40000
        reading, writing = os.pipe()
        os.close(reading)
        with open(writing, "wb") as nobody_reads:
            answer = krarup("day", "-", *OPTIONS, "--csv", stdin=rows, stdout=nobody_reads)
        self.assertEqual((answer.status, answer.messages), (-signal.SIGPIPE, ""))

    def test_missing_rights(self):
        """Nobody may read the forecast or write the plan, and says so."""
        program = self.folder / "krarup"
        program.write_bytes(PROGRAM_BYTES)
        program.chmod(0o755)
        self.folder.chmod(0o755)
        nobody = {"user": 65534} if os.geteuid() == 0 else {}
        outside = {"cwd": "/", "env": {"LLVM_PROFILE_FILE": "/dev/null"}, **nobody}

        def ask(*question):
            run = subprocess.run(
                [program, "day", *question], capture_output=True, timeout=60, **outside
            )
            return run.returncode, run.stdout, run.stderr.decode().split(": ", 2)[-1]

        self.plan.write_text("old")
        self.plan.chmod(0o444)
        self.forecast.chmod(0o444)
        denied = "cannot be written: Permission denied\n"
        question = (str(self.forecast), *OPTIONS, "-o")
        if nobody:
            self.assertEqual(ask(*question, str(self.folder / "new.csv")), (2, b"", denied))
        self.assertEqual(ask(*question, str(self.plan)), (2, b"", denied))
        self.assertEqual(self.plan.read_text(), "old")
        self.forecast.chmod(0)
        denied = "cannot be read: Permission denied\n"
        self.assertEqual(ask(str(self.forecast), *OPTIONS), (2, b"", denied))

    def test_full_disk(self):
        """A file that may not grow stands for a disk that is full."""

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        self.plan.write_text("old")
        no_counts = {"LLVM_PROFILE_FILE": "/dev/null"}  # of coverage, which would be cut as well
        answer = self.planned(
            "-o", str(self.plan), preexec_fn=small_files, env=os.environ | no_counts
        )
        self.assert_refused(answer, f"{self.plan}: cannot be written: File too large")
        self.assertEqual(self.plan.read_text(), "old")
        rows = "contacts,aht\n" + "100,180\n" * 80000
        environment = os.environ | no_counts | {"TMPDIR": str(self.folder)}
        answer = krarup("day", "-", *OPTIONS, stdin=rows, preexec_fn=small_files, env=environment)
        self.assert_refused(
            answer, f"a temporary file in {self.folder} (or where TMPDIR says): cannot be written"
        )
        nowhere = {"TMPDIR": str(self.folder / "no")}
        answer = krarup("day", "-", *OPTIONS, stdin=rows, env=os.environ | nowhere)
        self.assert_refused(answer, "cannot be written: No such file or directory")
        self.assert_files("forecast.csv", "plan.csv")

    def start(self, sent, *options, **more):
        """The program with so much of its forecast, waiting for more."""
        child = subprocess.Popen(
            [PROGRAM, "day", "-", *OPTIONS, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            **more,
        )
        self.addCleanup(child.stdin.close)
        while sent:
            sent = sent[child.stdin.write(sent) :]
        return child

    def wait_for_temporary(self, size):
        """Until the file beside the plan is there and so long."""
        for _ in range(3000):
            for each in self.folder.glob(".krarup.*"):
                if each.stat().st_size >= size:
                    return
            time.sleep(0.01)
        self.fail("no temporary file")

    def test_interrupted(self):
        """Ended at any moment, the plan is the old one, and nothing else is left."""
        few = b"contacts,aht\n" + b"100,180\n" * 200000  # more than is read at once
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"):
            for sent, size in ((b"", None), (few, 0), (few, 1 << 22)):
                with self.subTest(signal=name, sent=len(sent), size=size):
                    self.plan.write_text("old")
                    child = self.start(sent, "-o", str(self.plan))
                    if size is not None:
                        self.wait_for_temporary(size)
                    child.send_signal(getattr(signal, name))
                    self.assertEqual(child.wait(60), -getattr(signal, name))
                    self.assertEqual(self.plan.read_text(), "old")
                    if name == "SIGKILL":  # which nothing can answer: only the name stays whole
                        for each in self.folder.glob(".krarup.*"):
                            each.unlink()
                    self.assert_files("forecast.csv", "plan.csv")

    def test_interrupted_without_output(self):
        """What waits for the last row has no name that could stay, even when killed."""
        sent = b"contacts,aht\n" + b"100,180\n" * 200000
        temporary = self.folder / "temporary"
        temporary.mkdir()
        child = self.start(sent, env=os.environ | {"TMPDIR": str(temporary)})
        child.kill()
        child.wait(60)
        self.assertEqual(list(temporary.iterdir()), [])

    def test_a_terminal_that_hangs_up_is_no_end_under_nohup(self):
        child = self.start(
            b"contacts,aht\n1,60\n" + b"\n" * (3 << 20),
            "-o",
            str(self.plan),
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
        )
        self.wait_for_temporary(0)
        child.send_signal(signal.SIGHUP)
        child.stdin.close()
        self.assertEqual(child.wait(60), 0)
        self.assertEqual(len(self.plan.read_text().splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
