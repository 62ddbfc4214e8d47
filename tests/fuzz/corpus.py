"""Inputs of a fuzzer: files for libFuzzer, lines of hexadecimal digits in the repository.

corpus.py unpack FOLDER FILE...    writes each line of the files into a file of its own
corpus.py pack FOLDER FILE         writes the folder's files into lines, shortest first
"""

import hashlib
import pathlib
import sys


def unpack(folder: pathlib.Path, files: list[pathlib.Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        for line in file.read_text().splitlines():
            if line and not line.startswith("#"):
                data = bytes.fromhex(line)
                (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def pack(folder: pathlib.Path, file: pathlib.Path) -> None:
    inputs = {path.read_bytes() for path in folder.iterdir() if path.is_file()}
    lines = [data.hex() for data in sorted(inputs, key=lambda data: (len(data), data)) if data]
    file.write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["unpack", folder, *files]:
            unpack(pathlib.Path(folder), [pathlib.Path(file) for file in files])
        case ["pack", folder, file]:
            pack(pathlib.Path(folder), pathlib.Path(file))
        case _:
            sys.exit(__doc__)
