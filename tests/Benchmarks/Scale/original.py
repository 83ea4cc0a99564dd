"""The original's way over an experiment in which everything is finished: read every run's file, write each case's summary, the table and its CSV.

usage: original.py table|resume FOLDER CSV
prints: ms peak-of-memory-MB rows

"table" reads the run files, makes a pandas DataFrame of them and writes it; "resume" also writes each case's summary anew, as a resume does.
The time does not hold the start of Python and the import of pandas.
"""
import json
import pathlib
import resource
import sys
import time

import pandas

mode, folder, table = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
cases = [folder / case["folder"] for case in json.loads((folder / "experiment.json").read_bytes())["cases"]]
scratch = pathlib.Path(table).parent / "summary.json"

start = time.perf_counter()
records = []
for case in cases:
    runs = []
    number = 0
    while (path := case / f"run={number}.json").exists():
        with path.open("rb") as file:
            runs.append(json.load(file))
        number += 1
    records.extend(runs)
    if mode == "resume" and runs:
        # Elsewhere: the tree must stay as it is. A case at a time, as the original does.
        with scratch.open("w") as file:
            json.dump(runs, file, indent=4)

frame = pandas.DataFrame.from_records(records)
frame.to_csv(table)
elapsed = time.perf_counter() - start
print(elapsed * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(frame))
