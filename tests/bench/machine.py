"""The machine that the figures are of."""
import os
import pathlib
import platform

import load

IN_MEMORY = {"tmpfs", "ramfs"}


def file_system_of(folder):
    """(type, device) of the mount that `folder` is on."""
    folder = str(pathlib.Path(folder).resolve())
    best = ("", "unknown", "unknown")
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        left, right = line.split(" - ")
        mount = left.split()[4]
        kind, device = right.split()[:2]
        inside = folder == mount or folder.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best[0]):
            best = (mount, kind, device)
    return best[1], best[2]


def refuse_memory(folder):
    kind, _ = file_system_of(folder)
    if kind in IN_MEMORY:
        raise SystemExit(f"{folder} is on {kind}, which is memory: a sync costs nothing there; name a disk with --dir")


def describe(folder):
    kind, device = file_system_of(folder)
    syncs = load.sync_times(folder)
    model = next((line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown")
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) // (1024 * 1024)
    return {"cpus": os.cpu_count(), "cpu": model, "memory_gib": memory, "kernel": platform.release(),
            "file_system": kind, "device": device, "sync_p50_us": syncs["p50_us"], "sync_p99_us": syncs["p99_us"],
            "load_before": os.getloadavg()[0]}


def sentence(machine):
    return (f"{machine['cpus']} × {machine['cpu']}, {machine['memory_gib']} GiB, {machine['file_system']} on "
            f"{machine['device']}; append 4 KiB + fdatasync: p50 {machine['sync_p50_us']} µs, p99 "
            f"{machine['sync_p99_us']} µs; load average before: {machine['load_before']:.1f}")
