"""The breaks: one small edit of the product each, and where it has to be noticed."""
import dataclasses
import pathlib
import tomllib

LIST = pathlib.Path(__file__).with_name("breaks.toml")


class ListError(Exception):
    """The list does not fit the tree."""


@dataclasses.dataclass(frozen=True)
class Break:
    name: str
    why: str     # what would go wrong with the product
    file: str    # from the top of the tree
    old: str     # occurs there exactly once
    new: str
    test: str    # a GoogleTest binary (a CMake target), or a script under tests/ that runs the built binaries
    filter: str  # of the binary's tests (--gtest_filter), or the script's arguments

    @property
    def is_script(self):
        return self.test.endswith(".py")

    @property
    def targets(self):
        """What has to be built to run the test."""
        return ["wuse-server", "wuse"] if self.is_script else [self.test]


def load():
    with LIST.open("rb") as file:
        entries = tomllib.load(file)["break"]
    breaks = [Break(**{"filter": "", **entry}) for entry in entries]
    names = [one.name for one in breaks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ListError(f"two breaks have the name {', '.join(twice)}")
    return breaks


def check(breaks, root):
    """Raises ListError naming every break whose text is not there exactly once."""
    faults = []
    for one in breaks:
        path = root / one.file
        count = path.read_text(encoding="utf-8").count(one.old) if path.exists() else 0
        if count != 1:
            faults.append(f"{one.name}: its text occurs {count} times in {one.file}")
        if one.is_script and not (root / "tests" / one.test).exists():
            faults.append(f"{one.name}: there is no tests/{one.test}")
    if faults:
        raise ListError("\n".join(faults))
