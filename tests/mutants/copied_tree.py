"""A copy of the work tree that can be broken and built; the work tree itself is never touched."""
import os
import pathlib
import shutil
import subprocess

SKIPPED = {"build", ".git", ".cache", "__pycache__"}


class BuildError(Exception):
    """The compiler's words."""


class CopiedTree:
    def __init__(self, source, copy, jobs):
        self.source, self.copy, self.jobs = source, copy, jobs
        self.build_dir = copy / "build" / "dev"
        self.bin = self.build_dir / "bin"

    def synchronize(self):
        """Makes the copy the tree as it is now. What is equal keeps its time, so that it is not built again."""
        wanted = set(_files_of(self.source))
        for path in set(_files_of(self.copy)) - wanted if self.copy.exists() else ():
            (self.copy / path).unlink()
        for path in wanted:
            source, copy = self.source / path, self.copy / path
            content = source.read_bytes()
            if copy.exists() and copy.read_bytes() == content:
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            shutil.copymode(source, copy)

    def configure(self):
        self._run(["cmake", "--preset", "dev"])

    def build(self, targets):
        self._run(["ninja", "-C", str(self.build_dir), "-j", str(self.jobs), *targets])

    def replace(self, file, old, new):
        """Returns the file's text before, for `restore`."""
        path = self.copy / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text

    def restore(self, file, text):
        (self.copy / file).write_text(text, encoding="utf-8")

    def _run(self, command):
        done = subprocess.run(command, cwd=self.copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", check=False)
        if done.returncode != 0:
            words = done.stdout[max(0, done.stdout.find("FAILED:")):]
            raise BuildError(f"{' '.join(command)}\n{words[:4000]}")


def _files_of(top):
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in names:
            yield pathlib.Path(folder, name).relative_to(top)
