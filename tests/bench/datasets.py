"""Registers on disk, made once (and kept with --keep)."""
import shutil

import load
import servers


def data_of(options, projects, weeks=0, end="stop"):
    """The data directory of a register; made through the API when it is not there. `end`: how the server that made it
    ended, "stop" in order or "kill" like a crash right after the last write."""
    folder = (options.keep or options.dir) / f"register-{projects}-{weeks}-{end}"
    complete = folder / "complete"
    if complete.exists():
        print(f"using {folder}", flush=True)
        return folder / "data"
    shutil.rmtree(folder, ignore_errors=True)
    print(f"making a register of {projects:,} projects, {projects * weeks:,} reports in {folder}", flush=True)
    with servers.Wuse(folder / "run", data=folder / "data", args=("--log-level", "warning")) as server:
        load.fill(server.address, projects, weeks, first_week=53 - weeks)
        if end == "stop":
            server.stop()
        else:
            server.kill()
    server.remove()
    complete.touch()
    return folder / "data"
