# SimPy (3 or later) as a peer of PHOLD (definition in phold.ts): one process per pending event.
# Usage: peer-simpy.py <W|C|M> <pending> <events>. Prints one JSON line; exit code 3 when SimPy is too old.
import sys
import time

import simpy

if not hasattr(simpy, "Environment"):
    sys.exit(3)

delays, pending, last_event = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
count = min(pending, 1024)
word = 0xFFFFFFFF
states = [((i + 1) * 0x9E3779B9) & word for i in range(count)]
h, events, at_100k, at_1m = 2166136261, 0, 0, 0


def random(process):
    x = states[process]
    x ^= (x << 13) & word
    x ^= x >> 17
    x ^= (x << 5) & word
    states[process] = x
    return x


def delay(process):
    r = random(process)
    if delays == "W":
        return 1 + (r >> 1)
    if delays == "C":
        return 1 + (r & 1023)
    return 1 + ((r >> 3) & 1023) if r & 7 else 1 + (r >> 11)


def take(at, process):
    global h, events, at_100k, at_1m
    h = ((h ^ (at & word)) * 16777619) & word
    h = ((h ^ process) * 16777619) & word
    events += 1
    if events == 100_000:
        at_100k = h
    if events == 1_000_000:
        at_1m = h


def token(environment, process, first_delay, done):
    yield environment.timeout(first_delay)
    while True:
        take(environment.now, process)
        if events == last_event:
            done.succeed()
        wait = delay(process)
        process = random(process) & (count - 1)
        yield environment.timeout(wait)


environment = simpy.Environment()
done = environment.event()
for k in range(pending):
    environment.process(token(environment, k & (count - 1), delay(k & (count - 1)), done))
start = time.perf_counter()
environment.run(until=done)
elapsed = time.perf_counter() - start
print('{"nsPerEvent":%.1f,"at100k":"%08x","at1M":"%08x"}' % (elapsed * 1e9 / events, at_100k, at_1m))
