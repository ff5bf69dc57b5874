"""With RapidOCR (PP-OCRv6 small on onnxruntime) on two threads: the milliseconds from file to text, a line
a picture. The first picture warms up and is not told. Then the most memory it took, in megabytes."""
import logging
import os
import resource
import sys
import time

logging.disable(logging.CRITICAL)
# Its engine would send messages of its own over the network.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
from rapidocr import RapidOCR

threads = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
engine = RapidOCR(params=threads)
first, *rest = sys.argv[1:]
engine(first)
for path in rest:
    begin = time.perf_counter()
    engine(path)
    print(f"{(time.perf_counter() - begin) * 1e3}")
print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")
