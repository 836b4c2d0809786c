"""One pool of threads for all networks of this process: with one each, they fight (1.7 times slower)."""

import os
from threading import Lock

import onnxruntime

_lock = Lock()
_shared: int | None = None


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(threads: int) -> int:
    """Opens the pool; it is opened once, so the first word counts. Its size, the caller's own thread included."""
    global _shared
    with _lock:
        if _shared is None:
            onnxruntime.set_global_thread_pool_sizes(threads, 1)
            _shared = threads
        return _shared


def options(threads: int) -> onnxruntime.SessionOptions:
    """For a session of the shared pool where there is one, else with so many threads of its own."""
    chosen = onnxruntime.SessionOptions()
    if _shared is None:
        chosen.intra_op_num_threads = threads
    else:
        chosen.use_per_session_threads = False
    return chosen
