"""Appends to UmaDB from as many threads as there are clients, each waiting for its answer.

Arguments: ADDRESS CLIENTS EVENTS SECONDS, and the events on standard input, one a line. Prints one line of JSON: requests, seconds,
the median and the 99th percentile of a request in milliseconds, and the processor time of this program.
"""

import json
import sys
import threading
import time

from umadb import Client, Event

address, clients, events, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
lines = [line.strip() for line in sys.stdin if line.strip()]
kinds = [json.loads(line) for line in lines]
ready = [Event(event_type=kind["type"], tags=[kind["onderwerp"]], data=line.encode()) for line, kind in zip(lines, kinds)]
over = threading.Event()
took = [[] for _ in range(clients)]
connected = threading.Barrier(clients + 1)


def work(number):
    client = Client(address)
    at = number * events
    connected.wait()
    while not over.is_set():
        batch = [ready[(at + extra) % len(ready)] for extra in range(events)]
        at += events * clients
        begin = time.perf_counter()
        client.append(batch)
        took[number].append(time.perf_counter() - begin)


threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(clients)]
for thread in threads:
    thread.start()
connected.wait()
begin, used = time.perf_counter(), time.process_time()
time.sleep(seconds)
over.set()
for thread in threads:
    thread.join()
passed = time.perf_counter() - begin
all_of_them = sorted(one for each in took for one in each)
rank = lambda part: 1e3 * all_of_them[int((len(all_of_them) - 1) * part)]
print(
    json.dumps(
        {
            "requests": len(all_of_them),
            "seconds": passed,
            "p50": rank(0.5),
            "p99": rank(0.99),
            "cpu": time.process_time() - used,
        }
    )
)
