"""The limits on Windows, where nobody here can run it: what is asked of Windows, by what stands for it."""

import ctypes
import sys

import pytest

from importers.files import limits, windows
from importers.files.child import main
from importers.files.windows import BasicLimits, ExtendedLimits, limit_by_job


class Kernel32:
    """Notes what it is asked, and answers as told."""

    def __init__(self, job=7, *, is_set=True):
        self.job, self.is_set = job, is_set
        self.asked = []
        self.limits = None

    def CreateJobObjectW(self, *named):  # noqa: N802  # Windows' name.
        self.asked.append(("create", *named))
        return self.job

    def SetInformationJobObject(self, job, kind, info, size):  # noqa: N802  # As above.
        self.asked.append(("set", job, kind, size))
        self.limits = ExtendedLimits.from_buffer_copy(info._obj)
        return self.is_set

    def AssignProcessToJobObject(self, job, process):  # noqa: N802  # As above.
        self.asked.append(("assign", job, process))
        return True

    def GetCurrentProcess(self):  # noqa: N802  # As above.
        return -1


def test_what_windows_is_handed_is_laid_out_as_windows_has_it():
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    assert (BasicLimits.flags.offset, BasicLimits.active_processes.offset) == (16, 40)
    assert ExtendedLimits.process_memory.offset == 112


def test_the_process_puts_itself_into_a_job_of_limited_memory_and_time():
    system = Kernel32()
    limit_by_job(system)
    assert system.asked == [("create", None, None), ("set", 7, 9, 144), ("assign", 7, -1)]
    assert system.limits.basic.flags == 0x2 | 0x8 | 0x100
    assert system.limits.process_memory == limits.MOST_MEMORY
    assert system.limits.basic.process_time == 20 * 10**7
    assert system.limits.basic.active_processes == 1


@pytest.mark.parametrize("refusing", [Kernel32(job=None), Kernel32(is_set=False)])
def test_a_job_without_limits_is_not_entered(refusing):
    limit_by_job(refusing)
    assert "assign" not in [name for name, *_ in refusing.asked]


def test_each_system_has_its_limiter(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert limits.limiter() is windows.limit_by_job
    monkeypatch.setattr(sys, "platform", "linux")
    assert limits.limiter() is limits.limit_by_resources


def test_the_limits_hold_before_the_first_byte_is_read():
    class Never:
        def readline(self):
            raise AssertionError

    class LimitedError(Exception):
        pass

    def limiter():
        raise LimitedError

    with pytest.raises(LimitedError):
        main(limiter, Never(), None)
