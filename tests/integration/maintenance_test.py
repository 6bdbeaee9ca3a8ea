"""What an administrator does with a stopped server's data: --verify, --expect, --until, --rebuild-history, --repair.

On the demo register: a sound store is told as sound; a cut, an edit and a flipped byte are found; a repair keeps the
good beginning under a new store id, and the server goes on from there; a rebuilt history gives the same answers.
"""
import pathlib
import shutil
import subprocess
import sys

from harness import BIN, DEADLINE_S, Server, load_demo

EVERYTHING = [
    ("unit", "list"), ("project", "list"), ("report", "list", "--from", "2021-W16"), ("board", "--period", "2021-04"),
]


def maintain(data, *flags, check=None, input=None):
    """Runs wuse-server in a maintenance mode; returns its lines as a dict of name → rest, and standard error."""
    done = subprocess.run([BIN / "wuse-server", "--data", data, *flags], capture_output=True, text=True,
                          timeout=DEADLINE_S, input=input)
    if check is not None:
        assert done.returncode == check, f"{flags}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line), done.stderr


def answers(server):
    """What readers are told of the whole register."""
    return [server.wuse(*command, "-o", "json", check=0).stdout for command in EVERYTHING]


def largest(directory, pattern):
    return max(pathlib.Path(directory).glob(pattern), key=lambda path: path.stat().st_size)


def flip(path, offset):
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 0x08]))


def check_verify(data):
    found, _ = maintain(data, "--verify", check=0)
    sequence, chain = found["head"].split(":")
    assert len(chain) == 64 and int(sequence) > 20, found
    assert found["ledger"].startswith(f"{sequence} records, "), found
    assert maintain(data, "--verify", check=0)[0]["state"] == found["state"], "the state is the same each time"
    for expect in (found["head"], f"{sequence}:{chain[:16].upper()}"):
        maintain(data, "--verify", "--expect", expect, check=0)
    earlier, _ = maintain(data, "--verify", "--until", "10", check=0)
    assert earlier["head"].startswith("10:") and earlier["state"] != found["state"], earlier
    maintain(data, "--verify", "--expect", earlier["head"], check=0)  # an earlier head is in it, too
    for expect, words in ((f"{int(sequence) + 1}:{chain}", "只到第"), (f"10:{chain}", "改写")):
        _, errors = maintain(data, "--verify", "--expect", expect, check=1)
        assert "HEAD" not in errors and words in errors and expect.split(":")[0] in errors, errors
    for expect in ("hello", "17", f"{sequence}:123", f"0:{chain}"):
        _, errors = maintain(data, "--verify", "--expect", expect, check=2)
        assert f"“{expect[:30]}" in errors, errors
    for bad in (["--expect", found["head"]], ["--verify", "--repair"], ["--verify", "--until", "0"]):
        maintain(data, *bad, check=2)
    return found


def check_rebuild(server, before):
    history = server.data / "history"
    found, _ = maintain(server.data, "--rebuild-history", check=0)
    assert found["state"] == maintain(server.data, "--verify", check=0)[0]["state"]
    server.start()
    assert answers(server) == before, "a rebuilt history answers differently"
    server.stop()
    shutil.rmtree(history)  # and one that is gone is made at the start
    server.start()
    assert answers(server) == before
    server.stop()


def check_difference(data, scratch):
    """A history that a flipped byte, or another past, keeps from what the ledger gives is told, and can be made anew."""
    damaged, other = scratch / "damaged", scratch / "other"
    for copy, name in ((damaged, "甲"), (other, "乙")):
        shutil.copytree(data, copy)
        with Server(data=copy) as server:
            server.wuse("unit", "apply", "-", "--yes", input=f"id,name,group\nnew,{name},township\n", check=0)
            server.stop()
    shutil.rmtree(damaged / "history")
    shutil.copytree(other / "history", damaged / "history")  # of the same store and length
    _, errors = maintain(damaged, "--verify", check=1)
    assert "不一致" in errors and "--rebuild-history" in errors, errors
    maintain(damaged, "--rebuild-history", check=0)
    maintain(damaged, "--verify", check=0)
    table = largest(other / "history", "*.sst")
    flip(table, table.stat().st_size // 3)
    _, errors = maintain(other, "--verify", check=1)
    assert "历史数据已损坏" in errors, errors
    maintain(other, "--rebuild-history", check=0)
    maintain(other, "--verify", check=0)


def check_repair(server, sound, scratch, before):
    data = server.data
    found, _ = maintain(data, "--repair", check=0)
    assert found["head"] == sound["head"], found  # nothing to repair: nothing changed
    assert not list(data.glob("ledger.*")), "nothing is left beside"

    table = largest(data / "ledger", "*.sst")
    flip(table, table.stat().st_size // 2)
    _, errors = maintain(data, "--verify", check=1)
    assert "损坏" in errors or "账本" in errors, errors
    _, errors = maintain(data, "--repair", check=3, input="")
    assert "--yes" in errors and "未作任何改动" in errors, errors
    assert not list(data.glob("ledger.*")), "declined: nothing is left beside"
    maintain(data, "--verify", check=1)

    found, _ = maintain(data, "--repair", "--yes", check=0)
    good = int(found["last"].split()[1].split(":")[0])
    assert 0 < good < int(sound["head"].split(":")[0]), found
    assert pathlib.Path(found["kept"]).is_dir(), "the damaged ledger is kept"
    repaired, _ = maintain(data, "--verify", "--expect", found["last"].split()[1], check=0)
    assert repaired["head"] == found["last"].split()[1]
    server.start()
    assert found["store"] in server.log_text(), "the server goes on under the new store id"
    server.wuse("project", "list", check=0)
    server.wuse("unit", "apply", pathlib.Path(__file__).parents[2] / "deploy/demo/units.csv", "--yes", check=0)
    server.stop()


def main():
    server = Server()
    try:
        _, errors = maintain(server.dir / "nothing", "--verify", check=1)
        assert "没有账本" in errors, errors
        assert not (server.dir / "nothing").exists(), "a mistyped directory is not made"
        server.start()
        load_demo(server)
        before = answers(server)
        _, errors = maintain(server.data, "--verify", check=1)
        assert "正被另一个进程使用" in errors, errors
        assert server.stop() == 0
        sound = check_verify(server.data)
        check_rebuild(server, before)
        check_difference(server.data, server.dir)
        check_repair(server, sound, server.dir, before)
        print(f"verified {sound['ledger']}; head {sound['head'].split(':')[0]}; repaired and served again")
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
