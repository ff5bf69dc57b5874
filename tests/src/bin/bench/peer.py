"""With PyMuPDF, the median of several rounds through all files, a line a file: opening, words alone,
characters with their boxes (what the program takes from a page, beside its rules), drawing at 200 dpi."""
import statistics
import sys
import time

import pymupdf

ROUNDS = 9
WORK = [
    lambda page: page.get_text("words"),
    lambda page: page.get_text("rawdict"),
    lambda page: page.get_pixmap(dpi=200),
]


def laps(path):
    times = []
    for work in WORK:
        with open(path, "rb") as file:
            data = file.read()
        begin = time.perf_counter()
        document = pymupdf.open(stream=data, filetype="pdf")
        work(document[0])
        times.append(time.perf_counter() - begin)
        document.close()
    return times


rounds = [[laps(path) for path in sys.argv[1:]] for _ in range(ROUNDS)]
for file in zip(*rounds):
    print(*(statistics.median(times) * 1e3 for times in zip(*file)))
