#!/usr/bin/python3
"""Holds the tree to its structure: who may include whom, sizes, clocks, mutexes, namespaces, format.

    structure_test.py [--root DIR]   one line per violation, "file:line: rule: what"; exit code 1 if there is any
    structure_test.py --self-test    feeds each rule a small bad tree and checks that exactly that rule is found

Not looked at: build directories, generated code and what is carried from others (proto/google).
"""

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import cpp_text

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED_FOLDERS = {'build', '.git', '.cache', '__pycache__'}
SKIPPED_PATHS = ('proto/google/',)
CODE = ('.h', '.cc')
COUNTED = CODE + ('.py', '.sh', '.proto', '.cmake', 'CMakeLists.txt')
TEXT = COUNTED + ('.md', '.toml', '.json', 'run')
MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 60
CLANG_FORMAT = 'clang-format-14'

# Who may include whom: directly these, and what these may include.
MAY_INCLUDE = {
    'common': [],
    'proto': [],
    'server/domain': ['common', 'proto'],
    'server/board': ['server/domain'],
    'server/ledger': ['common'],
    'server/history': ['server/board', 'server/ledger'],
    'server/hub': ['proto', 'server/ledger'],
    'server/engine': ['server/domain', 'server/board', 'server/ledger', 'server/history', 'server/hub'],
    'server/alerts': ['server/engine'],
    'server/bulletin': ['server/domain'],
    'server/api': ['server/engine', 'server/alerts', 'server/bulletin'],
    'server/app': ['server/api', 'server/alerts'],
    'server': ['server/app'],
    'client/lib': ['common', 'proto'],
    'client/cli': ['client/lib'],
    'client/gateway': ['client/lib'],
    'client/web': ['client/lib'],
}
GRPC_FOLDERS = ('server/api', 'server/app', 'client', 'tests')
ROCKSDB_FOLDERS = ('server/ledger/rocksdb', 'server/history', 'tests/fault')
BOOST_FILE = 'server/alerts/http_client.cc'  # its templates take long to compile

CLOCK = re.compile(r'::now\s*\(|\b(?:sleep_for|sleep_until|SleepFor|usleep|nanosleep|clock_nanosleep|gettimeofday|'
                   r'clock_gettime|timespec_get)\s*\(|\babsl::Now\s*\(|(?<![\w.>])sleep\s*\(|'
                   r'(?<![\w.>])time\s*\(\s*(?:nullptr|NULL|0|&\s*\w+)\s*\)')
MUTEX = re.compile(r'\bstd::(?:recursive_|timed_|shared_|recursive_timed_|shared_timed_)?mutex\b|'
                   r'\bstd::(?:lock_guard|unique_lock|scoped_lock|shared_lock|condition_variable(?:_any)?)\b|'
                   r'\babsl::(?:Mutex|MutexLock|CondVar)\b|\bpthread_(?:mutex|cond)_\w+')
FLOATING = re.compile(r'\b(?:double|float)\b')
MARKER = re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X)\b')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.M)


class File:
    """One file of the tree: its path from the top, its text, and for C++ the text without comments and strings."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding='utf-8', errors='replace') as handle:
            self.text = handle.read()
        self.is_code = path.endswith(CODE)
        self.code = cpp_text.without_comments_and_strings(self.text) if self.is_code else ''

    def is_in(self, *folders):
        return any(self.path.startswith(folder + '/') for folder in folders)

    def matches(self, pattern, text=None):
        text = self.code if text is None else text
        return [(cpp_text.line_of(text, match.start()), match) for match in pattern.finditer(text)]


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = [File(root, path) for path in sorted(self._paths())]
        self.paths = {file.path for file in self.files}

    def _paths(self):
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), self.root)
                if path.endswith(TEXT) and not path.startswith(SKIPPED_PATHS):
                    yield path

    def code(self):
        return [file for file in self.files if file.is_code]


def module_of(path):
    """The folder that decides what a file may include: one level below server and client, else the top one."""
    parts = path.split('/')
    if parts[0] in ('server', 'client') and len(parts) > 2:
        return '/'.join(parts[:2])
    return parts[0]


def closure(module):
    reachable = {module}
    for other in MAY_INCLUDE.get(module, []):
        reachable |= closure(other)
    return reachable


def included_module(target):
    if re.match(r'wuse/(?:v\d|delivery)/|google/(?:rpc|protobuf)/', target):
        return 'proto'
    return module_of(target) if re.match(r'(?:common|server|client|tests)/', target) else None


def reason_against(module, other):
    """Why `module` may not depend on `other`, or None."""
    if other is None or module == 'tests' or other in closure(module):
        return None
    sides = {module.split('/')[0], other.split('/')[0]}
    if sides == {'client', 'server'}:
        return 'client and server never include each other'
    if module not in MAY_INCLUDE:
        return f'{module} has no place in the layering (tests/tidy/structure_test.py MAY_INCLUDE)'
    allowed = ', '.join(sorted(closure(module) - {module})) or 'nothing of ours'
    return f'{module} may include {allowed}'


def check_layering(tree):
    """layering: includes and link dependencies follow the order of the modules."""
    for file in tree.code():
        for line, match in file.matches(INCLUDE, file.text):
            target = match.group(2)
            against = reason_against(module_of(file.path), included_module(target))
            if against:
                yield file.path, line, f'includes {target}, but {against}'
    for file in tree.files:
        if os.path.basename(file.path) != 'CMakeLists.txt' or module_of(file.path) not in MAY_INCLUDE:
            continue
        for line, match in file.matches(re.compile(r'\bwuse_(\w+)'), file.text):
            target = target_module(match.group(1))
            against = reason_against(module_of(file.path), target) if file.path.count('/') > 1 else None
            if against:
                yield file.path, line, f'links {match.group()}, but {against}'


def target_module(name):
    """The folder of the target wuse_<name>; None for what is none of the modules."""
    special = {'proto': 'proto', 'proto_grpc': 'proto', 'common': 'common', 'client': 'client/lib'}
    if name in special:
        return special[name]
    return next((module for module in MAY_INCLUDE if module.endswith('/' + name) and name != 'lib'), None)


def check_include_root(tree):
    """include-root: our headers are named from the top of the tree and exist."""
    for file in tree.code():
        for line, match in file.matches(INCLUDE, file.text):
            quoted, target = match.group(1) == '"', match.group(2)
            if target.startswith('.') or (quoted and '/' not in target):
                yield file.path, line, f'include {target} from the top of the tree'
            elif re.match(r'(?:common|server|client|tests)/', target) and target not in tree.paths:
                yield file.path, line, f'{target} does not exist'


def check_grpc(tree):
    """grpc: gRPC is seen in server/api, server/app, client and tests only."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]((?:grpc|grpcpp)/[^">]+|[^">]+\.grpc\.pb\.h)', re.M)
    for file in tree.code():
        if not file.is_in(*GRPC_FOLDERS):
            for line, match in file.matches(pattern, file.text):
                yield file.path, line, f'{match.group(1)} may be included only in {", ".join(GRPC_FOLDERS)}'


def check_rocksdb(tree):
    """rocksdb: RocksDB is seen in server/ledger/rocksdb, server/history and tests/fault only."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<](rocksdb/[^">]+)', re.M)
    for file in tree.code():
        if not file.is_in(*ROCKSDB_FOLDERS):
            for line, match in file.matches(pattern, file.text):
                yield file.path, line, f'{match.group(1)} may be included only in {", ".join(ROCKSDB_FOLDERS)}'


def check_boost(tree):
    """boost: Boost is seen in server/alerts/http_client.cc only."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<](boost/[^">]+)', re.M)
    for file in tree.code():
        if file.path != BOOST_FILE:
            for line, match in file.matches(pattern, file.text):
                yield file.path, line, f'{match.group(1)} may be included only in {BOOST_FILE}'


def check_file_length(tree):
    """file-length: a file has at most 800 lines."""
    for file in tree.files:
        lines = file.text.count('\n')
        if file.path.endswith(COUNTED) and lines > MAX_FILE_LINES:
            yield file.path, MAX_FILE_LINES + 1, f'{lines} lines, at most {MAX_FILE_LINES}'


def check_function_length(tree):
    """function-length: a C++ function has at most 60 lines, signature and braces included."""
    for file in tree.code():
        for name, first, last in cpp_text.functions(cpp_text.without_preprocessor(file.code)):
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield file.path, first, f'{name} has {last - first + 1} lines, at most {MAX_FUNCTION_LINES}'


def check_clock(tree):
    """clock: the time is read and waited for in common/clock only."""
    for file in tree.code():
        if file.path not in ('common/clock.h', 'common/clock.cc'):
            for line, match in file.matches(CLOCK):
                yield file.path, line, f'{match.group().strip()}: use common::Clock, or wait for a condition'


def check_mutex(tree):
    """mutex: locks are the annotated ones of common/mutex.h."""
    for file in tree.code():
        if file.path != 'common/mutex.h':
            for line, match in file.matches(MUTEX):
                yield file.path, line, f'{match.group()}: use common/mutex.h'


def check_floating(tree):
    """no-floating: no double or float in server/domain and common/money."""
    for file in tree.code():
        if file.is_in('server/domain') or re.match(r'common/money[._]', file.path):
            for line, match in file.matches(FLOATING):
                yield file.path, line, f'{match.group()}: money, rates and ranks are whole numbers'


def expected_namespace(path):
    module = module_of(path)
    if module == 'common':
        return 'wuse::common'
    if '/' not in module:
        return None
    return 'wuse::client' if module == 'client/lib' else 'wuse::' + module.split('/')[1]


def check_namespace(tree):
    """namespace: a file's namespace is its folder's."""
    in_tests = {}
    for file in tree.code():
        code = cpp_text.without_preprocessor(file.code)
        named = [(name, line) for name, line, forward_only in cpp_text.namespaces(code) if name and not forward_only]
        expected = expected_namespace(file.path)
        if file.is_in('tests'):  # whichever it is, one for each folder
            first = next((name for name, _ in named if name.startswith('wuse::')), None)
            expected = in_tests.setdefault(os.path.dirname(file.path), first) if first else None
        if expected is None:
            continue
        wrong = [(name, line) for name, line in named if name != expected and not expected.startswith(name + '::')]
        for name, line in wrong:
            yield file.path, line, f'namespace {name}, but this folder is {expected}'
        is_exempt = os.path.basename(file.path) == 'main.cc' or file.is_in('common/pch')
        if not is_exempt and not wrong and all(name != expected for name, _ in named):
            yield file.path, 1, f'nothing is in namespace {expected}'


def check_format(tree):
    """clang-format: C++ is as clang-format leaves it."""
    paths = [file.path for file in tree.code()]
    chunks = [paths[i:i + 24] for i in range(0, len(paths), 24)]

    def run(chunk):
        try:
            return subprocess.run([CLANG_FORMAT, '--dry-run', '-Werror', *chunk], cwd=tree.root, text=True,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False).stderr
        except FileNotFoundError:
            return f'{chunk[0]}:1:1: error: {CLANG_FORMAT} is not installed'

    seen = set()
    with ThreadPoolExecutor(max_workers=2) as pool:
        for output in pool.map(run, chunks):
            for match in re.finditer(r'^(\S+?):(\d+):\d+: error: (.*)$', output, re.M):
                path = os.path.normpath(match.group(1))
                if path not in seen:  # the first place of a file is enough: the tool repairs them all
                    seen.add(path)
                    yield path, int(match.group(2)), f'run {CLANG_FORMAT} -i ({match.group(3)})'


def check_markers(tree):
    """no-markers: nothing is left to be done in a comment."""
    for file in tree.files:
        for line, match in file.matches(MARKER, file.text):
            yield file.path, line, f'{match.group()}: do it, or file an issue'


def check_targets(tree):
    """target: one folder level is one CMake target, named as the folder."""
    for file in tree.files:
        if os.path.basename(file.path) != 'CMakeLists.txt' or file.path.split('/')[0] not in ('common', 'server', 'client'):
            continue
        folder = os.path.dirname(file.path)
        calls = file.matches(re.compile(r'^\s*wuse_module\(\s*(\w+)', re.M), file.text)
        if folder in ('server', 'client'):
            for line, match in calls:
                yield file.path, line, f'module {match.group(1)} belongs into a folder of its own'
            continue
        if folder != module_of(file.path):
            yield file.path, 1, f'{folder} belongs to the target of {module_of(file.path)}'
            continue
        name = 'client' if folder == 'client/lib' else os.path.basename(folder)
        if [match.group(1) for _, match in calls] != [name]:
            yield file.path, 1, f'has to call wuse_module({name} …), once'
        for line, match in file.matches(re.compile(r'^\s*add_library\(\s*(\w+)', re.M), file.text):
            yield file.path, line, f'library {match.group(1)} beside the folder\'s own target'
    folders = {module_of(file.path) for file in tree.code() if file.is_in('server', 'client', 'common')}
    for folder in sorted(folders - {'server', 'client'}):
        if folder + '/CMakeLists.txt' not in tree.paths:
            yield folder + '/CMakeLists.txt', 1, f'{folder} has code but no target'


CHECKS = [check_layering, check_include_root, check_grpc, check_rocksdb, check_boost, check_file_length, check_function_length,
          check_clock, check_mutex, check_floating, check_namespace, check_format, check_markers, check_targets]


def rule_of(check):
    return check.__doc__.split(':')[0]


def violations(root):
    """(file, line, rule, what) of every violation, sorted."""
    tree = Tree(root)
    return sorted((path, line, rule_of(check), what) for check in CHECKS for path, line, what in check(tree))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog='rules:\n' + '\n'.join('  ' + check.__doc__ for check in CHECKS))
    parser.add_argument('--root', default=TOP, help='top of the tree to look at (default: the one of this file)')
    parser.add_argument('--self-test', action='store_true')
    arguments = parser.parse_args()
    if arguments.self_test:
        import self_test  # beside this file
        return self_test.run()
    found = violations(arguments.root)
    for path, line, rule, what in found:
        print(f'{path}:{line}: {rule}: {what}')
    print(f'structure: {len(CHECKS)} rules, {len(found)} violations')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
