"""Limits a process on Windows, through the job object that it puts itself into.

The process does it, and not its parent: where Python runs from a virtual environment, what the
parent starts is a launcher, and the interpreter behind it could have begun before the job holds.
"""

import ctypes
from ctypes import wintypes
from typing import Any

from importers.files import limits

_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x2, 0x8, 0x100
_TICKS = 10_000_000  # A second, in Windows' units of 100 nanoseconds.


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_ulonglong * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit_by_job(kernel32: Any = None) -> None:  # noqa: ANN401  # A library of Windows, or what stands for it.
    """Limit this process's memory and its processor's time, and let it start no other.

    Where Windows refuses (before Windows 8 a process in another job can't have its own), the
    parent's clock and the limits on cells hold alone, as on every system.
    """
    windows = kernel32 or _kernel32()
    asked = ExtendedLimits()
    asked.basic.flags = _PROCESS_TIME | _ACTIVE_PROCESSES | _PROCESS_MEMORY
    asked.basic.process_time = limits.MOST_SECONDS // 3 * _TICKS
    asked.basic.active_processes = 1
    asked.process_memory = limits.MOST_MEMORY
    job = windows.CreateJobObjectW(None, None)
    if job and windows.SetInformationJobObject(job, _LIMITS, ctypes.byref(asked), ctypes.sizeof(asked)):
        windows.AssignProcessToJobObject(job, windows.GetCurrentProcess())


def _kernel32() -> Any:  # noqa: ANN401  # As above.
    """The library with its functions' types: a handle is wider than the number that ctypes takes it for."""
    library: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]  # On Windows it has.
    library.CreateJobObjectW.restype = library.GetCurrentProcess.restype = wintypes.HANDLE
    library.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    library.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    library.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    return library
