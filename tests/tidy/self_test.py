"""Feeds structure_test.py small trees: a good one, in which nothing is found, and for each rule bad ones."""

import os
import tempfile

import cpp_text
import structure_test

FORMAT = 'BasedOnStyle: Google\nColumnLimit: 120\nDerivePointerAlignment: false\n'

GOOD = {
    '.clang-format': FORMAT,
    'common/CMakeLists.txt': 'wuse_module(common DEPS OpenSSL::Crypto)\n',
    'common/clock.h': 'namespace wuse::common {\ninline auto Now() { return std::chrono::system_clock::now(); }\n'
                      '}  // namespace wuse::common\n',
    'common/mutex.h': '#include <mutex>\n\nnamespace wuse::common {\nclass Mutex {\n  std::mutex mutex_;\n};\n'
                      '}  // namespace wuse::common\n',
    'server/CMakeLists.txt': 'add_subdirectory(domain)\nadd_executable(wuse-server main.cc)\n',
    'server/main.cc': '#include "server/app/server.h"\n\nint main() { return 0; }\n',
    'server/domain/CMakeLists.txt': 'wuse_module(domain DEPS wuse_common wuse_proto)\n',
    'server/domain/rule.h': '#include "common/clock.h"\n#include "wuse/v1/project.pb.h"\n\nnamespace rocksdb {\nclass DB;\n}\n\n'
                            'namespace wuse::domain {\nnamespace {\n// Not a double, no sleep_for(1).\n'
                            'const char* kText = "double std::mutex";\n}  // namespace\n}  // namespace wuse::domain\n',
    'server/ledger/CMakeLists.txt': 'wuse_module(ledger DEPS wuse_common rocksdb)\n',
    'server/ledger/rocksdb/store.h': '#include <rocksdb/db.h>\n\nnamespace wuse::ledger {\nclass Store;\nint Open();\n'
                                     '}  // namespace wuse::ledger\n',
    'server/app/CMakeLists.txt': 'wuse_module(app DEPS gRPC::grpc++_reflection)\n',
    'server/app/server.h': '#include <grpcpp/server.h>\n\n#include "server/domain/rule.h"\n#include "wuse/v1/x.grpc.pb.h"\n\n'
                           'namespace wuse::app {\nvoid Start();\n}  // namespace wuse::app\n',
    'client/lib/CMakeLists.txt': 'wuse_module(client DEPS wuse_common wuse_proto_grpc)\n',
    'client/lib/retry.h': '#include "common/mutex.h"\n\nnamespace wuse::client {\nvoid Retry();\n}  // namespace wuse::client\n',
    'tests/support/server.h': '#include "client/lib/retry.h"\n#include "server/app/server.h"\n\nnamespace wuse::support {\n'
                              'void Run();\n}  // namespace wuse::support\n',
    'build/dev/generated.cc': 'double x; // TO' 'DO\n',
}


def in_domain(body):
    return f'namespace wuse::domain {{\n{body}}}  // namespace wuse::domain\n'


def function_of(lines):
    """A function of that many lines, signature and braces included."""
    return 'int Long(int x) {\n' + '  x += 1;\n' * (lines - 3) + '  return x;\n}\n'


# (what, rule, file, content, line; None for a file: it is removed)
BAD = [
    ('common includes messages', 'layering', 'common/a.h',
     '#include "wuse/v1/project.pb.h"\n\nnamespace wuse::common {\nint A();\n}  // namespace wuse::common\n', 1),
    ('domain includes board', 'layering', 'server/domain/a.h', '#include "server/app/server.h"\n\n' + in_domain('int A();\n'), 1),
    ('ledger includes messages', 'layering', 'server/ledger/a.h',
     '#include "wuse/v1/update.pb.h"\n\nnamespace wuse::ledger {\nint A();\n}  // namespace wuse::ledger\n', 1),
    ('client includes server', 'layering', 'client/lib/a.h',
     '#include "server/domain/rule.h"\n\nnamespace wuse::client {\nint A();\n}  // namespace wuse::client\n', 1),
    ('server includes client', 'layering', 'server/app/a.h',
     '#include "client/lib/retry.h"\n\nnamespace wuse::app {\nint A();\n}  // namespace wuse::app\n', 1),
    ('product code includes tests', 'layering', 'server/app/a.h',
     '#include "tests/support/server.h"\n\nnamespace wuse::app {\nint A();\n}  // namespace wuse::app\n', 1),
    ('ledger links domain', 'layering', 'server/ledger/CMakeLists.txt',
     'wuse_module(ledger\n  DEPS wuse_domain)\n', 2),
    ('a header beside the file', 'include-root', 'server/domain/a.h', '#include "rule.h"\n\n' + in_domain('int A();\n'), 1),
    ('a header that is gone', 'include-root', 'server/domain/a.h',
     '#include "server/domain/gone.h"\n\n' + in_domain('int A();\n'), 1),
    ('gRPC in domain', 'grpc', 'server/domain/a.h', '#include <grpcpp/server.h>\n\n' + in_domain('int A();\n'), 1),
    ('services in domain', 'grpc', 'server/domain/a.h', '\n#include "wuse/v1/x.grpc.pb.h"\n\n' + in_domain('int A();\n'), 2),
    ('RocksDB in the ledger\'s face', 'rocksdb', 'server/ledger/a.h',
     '#include <rocksdb/db.h>\n\nnamespace wuse::ledger {\nint A();\n}  // namespace wuse::ledger\n', 1),
    ('Boost in a header', 'boost', 'server/app/a.h',
     '#include <boost/asio.hpp>\n\nnamespace wuse::app {\nint A();\n}  // namespace wuse::app\n', 1),
    ('a long file', 'file-length', 'deploy/a.py', 'x = 1\n' * 801, 801),
    ('a long function', 'function-length', 'server/domain/a.cc', in_domain(function_of(61)), 2),
    ('a long method', 'function-length', 'server/domain/a.cc',
     in_domain('class A : public B {\n public:\n  int Long(int x) const override {\n' + '    Use(x);\n' * 59 +
               '  }\n};\n'), 4),
    ('a long constructor', 'function-length', 'server/domain/a.cc',
     in_domain('A::A(int x) : x_{x}, y_(x) {\n' + '  Use(x);\n' * 59 + '}\n'), 2),
    ('a long test', 'function-length', 'server/domain/a.cc',
     in_domain('namespace {\nTEST(A, B) {\n' + '  Use({1, 2});\n' * 59 + '}\n}  // namespace\n'), 3),
    ('a long lambda of a variable', 'function-length', 'server/domain/a.cc',
     in_domain('const auto kLong = [](int x) {\n' + '  Use(x);\n' * 59 + '};\n'), 2),
    ('the clock is read', 'clock', 'server/domain/a.cc',
     in_domain('auto Read() { return std::chrono::steady_clock::now(); }\n'), 2),
    ('a test sleeps', 'clock', 'server/domain/a_test.cc', in_domain('void Wait() { std::this_thread::sleep_for(second); }\n'), 2),
    ('C\'s time', 'clock', 'server/domain/a.cc', in_domain('long Read() { return std::time(nullptr); }\n'), 2),
    ('a mutex', 'mutex', 'server/domain/a.h', in_domain('struct A {\n  std::mutex mutex;\n};\n'), 3),
    ('a guard', 'mutex', 'server/domain/a.h', in_domain('inline void A() { std::lock_guard guard(mutex); }\n'), 2),
    ('a condition', 'mutex', 'server/domain/a.h', in_domain('extern std::condition_variable changed;\n'), 2),
    ('a rate as double', 'no-floating', 'server/domain/a.h', in_domain('double Rate();\n'), 2),
    ('money as float', 'no-floating', 'common/money_text.cc',
     'namespace wuse::common {\nfloat Yi();\n}  // namespace wuse::common\n', 2),
    ('the namespace of another folder', 'namespace', 'server/domain/a.h',
     'namespace wuse::domain {\nint A();\n}  // namespace wuse::domain\n\nnamespace wuse::ledger {\nint B();\n'
     '}  // namespace wuse::ledger\n', 5),
    ('a namespace below the folder\'s', 'namespace', 'server/domain/a.h',
     in_domain('namespace detail {\nint A();\n}  // namespace detail\n'), 2),
    ('no namespace', 'namespace', 'server/domain/a.h', 'int A();\n', 1),
    ('two namespaces in one folder of tests', 'namespace', 'tests/support/z.h',
     'namespace wuse::other {\nint A();\n}  // namespace wuse::other\n', 1),
    ('not formatted', 'clang-format', 'server/domain/a.h', in_domain('int   A();\n'), 2),
    ('something left to do', 'no-markers', 'deploy/a.sh', 'true\n# TO' 'DO: more\n', 2),
    ('a target within a target', 'target', 'server/ledger/rocksdb/CMakeLists.txt', 'add_library(x store.cc)\n', 1),
    ('two modules of one folder', 'target', 'server/domain/CMakeLists.txt', 'wuse_module(domain)\nwuse_module(rules)\n', 1),
    ('a module of another name', 'target', 'server/domain/CMakeLists.txt', 'wuse_module(rules)\n', 1),
    ('a library beside the module', 'target', 'server/domain/CMakeLists.txt', 'wuse_module(domain)\nadd_library(x a.cc)\n', 2),
    ('code without a target', 'target', 'server/domain/CMakeLists.txt', None, 1),
]

# Functions as the scanner has to see them: (code, [(name, lines)]).
SCANNED = [
    ('int A() { return 1; }\nint B(int x = 0,\n      int y = {}) {\n  return x;\n}\n', [('A', 1), ('B', 4)]),
    ('struct Options {\n  std::string dir = {};\n  std::vector<int> many{1, 2};\n};\n', []),
    ('const std::map<int, int> kMap = {{1, 2}, {3, 4}};\nint C() {\n}\n', [('C', 2)]),
    ('class WUSE_ANNOTATION(capability("mutex")) M {\n public:\n  void Lock() WUSE_ANNOTATION(acquire()) { m.lock(); }\n};\n',
     [('Lock', 1)]),
    ('template <typename T>\nT Max(T a, T b) {\n  return a;\n}\n', [('Max', 4)]),
    ('A::A(int x) : x_{x}, y_{x} {\n  if (x) {\n  }\n}\n', [('A::A', 4)]),
    ('bool operator==(const A& a, const A& b) { return a.x == b.x; }\n', [('operator==', 1)]),
    ('auto F() -> std::vector<int> {\n  auto g = [] { return 1; };\n  return {g()};\n}\n', [('F', 4)]),
    ('enum class E : int { kA, kB };\nextern "C" {\nvoid H() {}\n}\n', [('H', 1)]),
    ('namespace {\n#define BODY(x) { x\nint I() { return \'{\'; }\nconst char* kBrace = R"({{{)";\nint n = 1\'000;\n}\n',
     [('I', 1)]),
]


def write(root, files):
    for path, content in files.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if content is None:
            os.remove(full)
            continue
        with open(full, 'w', encoding='utf-8') as handle:
            handle.write(content)


def found_in(files):
    with tempfile.TemporaryDirectory(prefix='structure-') as root:
        write(root, GOOD)
        write(root, files)
        return structure_test.violations(root)


def check_scanner():
    for text, expected in SCANNED:
        code = cpp_text.without_preprocessor(cpp_text.without_comments_and_strings(text))
        seen = [(name, last - first + 1) for name, first, last in cpp_text.functions(code)]
        if seen != expected:
            yield f'scanner: {seen}, not {expected}, in\n{text}'


def check_rules():
    found = found_in({})
    if found:
        yield f'good tree: {found}'
    for what, rule, path, content, line in BAD:
        found = found_in({path: content})
        if [violation[:3] for violation in found] != [(path, line, rule)]:
            yield f'{what}: {found}, not {path}:{line}: {rule}'
    untested = {structure_test.rule_of(check) for check in structure_test.CHECKS} - {rule for _, rule, *_ in BAD}
    if untested:
        yield f'rules without a bad tree: {sorted(untested)}'
    # Exactly at the bound is allowed.
    found = found_in({'server/domain/a.cc': in_domain(function_of(60)), 'deploy/a.py': 'x = 1\n' * 800})
    if found:
        yield f'sizes at the bound: {found}'


def run():
    failures = [*check_scanner(), *check_rules()]
    for failure in failures:
        print('FAILED', failure)
    print(f'structure self-test: {len(BAD)} bad trees, {len(SCANNED)} texts, {len(failures)} failures')
    return 1 if failures else 0
