"""A worker that is forked before anything is imported, for a run of one picture or of few.

Importing what measures takes longer than measuring one picture. So this process is made first of
all, from a Python that has loaded hardly anything and runs one thread, and imports on a processor
of its own while the command reads its options and rulebooks. Nothing heavy is imported here.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

_HEAVY = ("numpy", "cv2", "onnxruntime")
"""Libraries whose threads do not survive a fork."""
_ROOM = 1 << 20
"""Bytes that a pipe holds, where the system lets it: a job is sent without waiting for a reader."""
_LENGTH = 8
"""Bytes that say how long a message is."""

_waiting: Worker | None = None
_ending: list[Worker] = []
"""Told to end; the system may still be taking back what they held."""


class Worker:
    """The process, and the pipes to and from it."""

    def __init__(self, pid: int, asks: int, answers: int) -> None:
        self.pid = pid
        self.asks = asks
        self.answers = answers
        self._gone = False

    def end(self) -> None:
        """End the process if it has not ended, without waiting until it is gone."""
        if not self._gone:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            _ending.append(self)

    def wait(self) -> int | None:
        """Wait until the process is gone; return its exit status, negative for a signal.

        None where it is known no more: it went before, or whoever started the command ignores the
        end of children, and so does the command.
        """
        if self._gone:
            return None
        self._gone = True
        os.close(self.asks)
        os.close(self.answers)
        try:
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        except ChildProcessError:
            return None


def start() -> None:
    """Fork the worker where that is safe; else there is none, and nobody misses it."""
    global _waiting  # noqa: PLW0603  (one a process, like the server that workers are forked from)
    if _waiting is not None or not _safe():
        return
    with suppress(OSError):  # no more processes: whoever starts the next one says so
        _waiting = _forked()


def is_waiting() -> bool:
    """Whether the worker waits for its first picture."""
    return _waiting is not None


def take() -> Worker | None:
    """Return the worker, which is then the caller's to end; None where none waits."""
    global _waiting
    taken, _waiting = _waiting, None
    return taken


def dismiss() -> None:
    """End the worker if nobody has taken it, and wait until none is left."""
    if (worker := take()) is not None:
        worker.end()
    while _ending:
        _ending.pop().wait()


def _safe() -> bool:
    """Whether what was loaded bears a fork: elsewhere than on Linux system libraries may not."""
    threading = sys.modules.get("threading")
    return (
        sys.platform.startswith("linux")
        and not any(name in sys.modules for name in _HEAVY)
        and (threading is None or threading.active_count() == 1)
    )


def _forked() -> Worker:
    (asked, asks), (answers, answered) = _pipe(), _pipe()
    parent = os.getpid()
    # Ctrl-C between the fork and its note would leave a process that nobody ends.
    ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        pid = os.fork()
        if pid == 0:
            os.close(asks)
            os.close(answers)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches the whole terminal
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            _live(parent, asked, answered)
        return Worker(pid, asks, answers)
    except OSError:
        os.close(asks)
        os.close(answers)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(asked)
        os.close(answered)


def _pipe() -> tuple[int, int]:
    import fcntl

    reading, writing = os.pipe()
    with suppress(OSError, AttributeError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _ROOM)
    return reading, writing


def _live(parent: int, asked: int, answered: int) -> NoReturn:
    """Be the worker; never return into the command's own frames."""
    status = 1
    try:
        from imgrules.engine.lone_work import work

        work(parent, asked, answered)
        status = 0
    finally:
        os._exit(status)


def send(descriptor: int, message: object) -> None:
    """Write one message. Raises OSError where the other side has gone."""
    import pickle

    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    rest = memoryview(len(content).to_bytes(_LENGTH, "big") + content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def receive(descriptor: int) -> Any:  # noqa: ANN401  (whatever was sent)
    """Return the next message. Raises EOFError where the other side has gone."""
    import pickle

    length = int.from_bytes(_read(descriptor, _LENGTH), "big")
    return pickle.loads(_read(descriptor, length))  # noqa: S301  (our own process)


def _read(descriptor: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(descriptor, count)
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
