"""CPU seconds that Python's extractors take over the pages named, a line each: name, tab, seconds.

Those that are not installed are left out. Pages are decoded beforehand, as for the tools in Rust.
"""

import sys
import time
from importlib.metadata import version

ROUNDS = 3


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return (
        lambda page: bytes_to_str(page, detect_encoding(page)),
        lambda text: extract_plain_text(text, main_content=True),
    )


def trafilatura():
    from trafilatura import extract
    from trafilatura.utils import decode_file

    return decode_file, extract


def main():
    pages = []
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            pages.append(file.read())
    for name, peer in (("Resiliparse", resiliparse), ("trafilatura", trafilatura)):
        try:
            decode, extract = peer()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        texts = [decode(page) for page in pages]
        rounds = []
        # trafilatura takes a hundred times as long: one round says enough.
        for _ in range(ROUNDS if name == "Resiliparse" else 1):
            start = time.process_time()
            for text in texts:
                try:
                    extract(text)
                except Exception:  # a page that a peer fails on has cost its time
                    pass
            rounds.append(time.process_time() - start)
        print(f"{name} {version(name)} (Python)\t{sorted(rounds)[len(rounds) // 2]}")


if __name__ == "__main__":
    main()
