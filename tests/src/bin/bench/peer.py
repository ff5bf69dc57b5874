"""With PyMuPDF, a line a file: words, characters with their boxes (what the program takes from a page, beside its
rules), drawing at 200 dpi, each with opening the file. First the medians of several rounds through all files, then the
best of many tries with one file."""
import statistics
import sys
import time

import pymupdf

ROUNDS = 9
TRIES = 25
WORK = [
    lambda page: page.get_text("words"),
    lambda page: page.get_text("rawdict"),
    lambda page: page.get_pixmap(dpi=200),
]


def laps(data):
    times = []
    for work in WORK:
        begin = time.perf_counter()
        document = pymupdf.open(stream=data, filetype="pdf")
        work(document[0])
        times.append((time.perf_counter() - begin) * 1e3)
        document.close()
    return times


files = []
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        files.append(file.read())
rounds = [[laps(data) for data in files] for _ in range(ROUNDS)]
for data, times in zip(files, zip(*rounds)):
    medians = [statistics.median(one) for one in zip(*times)]
    best = [min(one) for one in zip(*(laps(data) for _ in range(TRIES)))]
    print(*medians, *best)
