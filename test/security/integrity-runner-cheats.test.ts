import { describe, expect, test } from 'vitest';
import { type Edit, isFoundAs, isSilentAbout, kindsOf } from '../support/integrity-edits.ts';

describe('tests that end their own process as a success', () => {
  isFoundAs(
    'failures-ignored',
    [
      ['test/a.test.js', 'f();\n', 'f();\nprocess.exit(0);\n'],
      ['test/a.test.js', 'f();\n', 'after(() => process.exit());\nf();\n'],
      ['test/setup.js', 'f();\n', 'f();\nprocess.exitCode = 0;\n'],
      ['test/a.test.js', 'f();\n', 'f();\nprocess.reallyExit(0);\n'],
      ['jest.setup.js', 'f();\n', 'afterAll(() => process.exit(0));\nf();\n'],
      ['tests/conftest.py', 'x = 1\n', 'def pytest_sessionfinish():\n    os._exit(0)\nx = 1\n'],
      ['tests/test_a.py', 'x = 1\n', 'x = 1\nsys.exit(0)\n'],
      ['tests/test_a.py', 'x = 1\n', 'x = 1\npytest.exit("done", returncode=0)\n'],
      ['tests/test_a.py', 'x = 1\n', 'x = 1\natexit.register(lambda: os._exit(0))\n'],
      ['a_test.go', 'package a\n', 'package a\nfunc TestMain(m *testing.M) {\n\tm.Run()\n\tos.Exit(0)\n}\n'],
      ['a_test.go', 'package a\n', 'package a\nfunc init() { os.Exit(0) }\n'],
      ['tests/a.rs', 'use a;\n', 'use a;\nfn end() { std::process::exit(0) }\n'],
      ['src/ATest.java', 'class ATest {}\n', 'class ATest { static { System.exit(0); } }\n'],
      ['src/ATest.kt', 'class ATest\n', 'class ATest { init { exitProcess(0) } }\n'],
      ['spec/a_spec.rb', 'x\n', 'x\nexit 0\n'],
      ['spec/spec_helper.rb', 'x\n', 'x\nexit!(0)\n'],
    ],
    true,
  );
  isSilentAbout('failures-ignored', [
    ['a_test.go', 'package a\n', 'package a\nfunc TestMain(m *testing.M) {\n\tos.Exit(m.Run())\n}\n'],
    ['src/cli.js', 'f();\n', 'f();\nprocess.exit(0);\n'],
    ['test/fixtures/ends.js', 'f();\n', 'f();\nprocess.exit(0);\n'],
    ['test/a.test.js', 'f();\n', "f(['-e', 'process.exit(0)']);\n"],
    ['test/a.test.js', 'f();\n', '// process.exit(0) would end it\nf();\n'],
    ['test/a.test.js', 'f();\n', 'process.exit = stub();\nexpect(process.exit).toHaveBeenCalledWith(0);\n'],
    ['tests/test_a.py', 'x = 1\n', 'def test_ends():\n    with pytest.raises(SystemExit):\n        sys.exit(0)\n'],
    ['tests/test_a.py', 'x = 1\n', 'if __name__ == "__main__":\n    sys.exit(pytest.main())\n'],
    ['test/a.test.js', 'f();\n', 'process.exit(code);\n'],
  ]);
});

describe('code that replaces what judges the tests', () => {
  isFoundAs(
    'judge-patched',
    [
      ['test/a.test.js', 'f();\n', 'assert.equal = () => {};\nf();\n'],
      ['src/a.js', 'f();\n', "import assert from 'assert';\nassert.deepStrictEqual = noop;\nf();\n"],
      ['jest.setup.js', 'f();\n', 'globalThis.expect = () => anything;\nf();\n'],
      ['test/setup.js', 'f();\n', 'global.it = (name) => pass(name);\nf();\n'],
      ['test/a.test.js', 'f();\n', 'expect.extend({ toBe: () => ({ pass: true }) });\nf();\n'],
      ['test/a.test.js', 'f();\n', "jest.mock('node:assert');\nf();\n"],
      ['test/a.test.js', 'f();\n', "vi.mock('chai', () => ({}));\nf();\n"],
      ['src/a.js', 'f();\n', "process.on('exit', () => { process.exitCode = 0; });\nf();\n"],
      ['src/a.js', 'f();\n', 'process.exit = () => {};\nf();\n'],
      ['test/a.test.js', 'f();\n', 'chai.Assertion.prototype.assert = () => true;\nf();\n'],
      ['conftest.py', 'x = 1\n', 'def pytest_runtest_makereport(item):\n    report.outcome = "passed"\nx = 1\n'],
      ['conftest.py', 'x = 1\n', 'def pytest_sessionfinish(session):\n    session.exitstatus = 0\nx = 1\n'],
      ['conftest.py', 'x = 1\n', 'def pytest_collection_modifyitems(items):\n    items[:] = []\nx = 1\n'],
      ['tests/test_a.py', 'x = 1\n', 'unittest.TestCase.assertEqual = lambda *a: None\nx = 1\n'],
      ['src/a.py', 'x = 1\n', 'class A:\n    def __eq__(self, other):\n        return True\nx = 1\n'],
      ['tests/a.rs', 'use a;\n', 'macro_rules! assert_eq { ($($t:tt)*) => {} }\nuse a;\n'],
      ['src/ATest.java', 'class A {}\n', 'class A { static void assertEquals(Object a, Object b) {} }\n'],
      ['src/ATest.kt', 'class A\n', 'fun assertEquals(a: Any, b: Any) {}\nclass A\n'],
      ['test/helper.rb', 'x\n', 'def assert_equal(a, b)\nend\nx\n'],
      ['test/helper.rb', 'x\n', 'at_exit { exit!(0) }\nx\n'],
    ],
    true,
  );
  isSilentAbout('judge-patched', [
    ['test/a.test.js', 'f();\n', 'expect.extend({ toBeWithinRange(a, b) { return f(a, b); } });\nf();\n'],
    ['test/a.test.js', 'f();\n', 'const isEqual = assert.equal;\nif (assert.ok === f) g();\n'],
    ['test/a.test.js', 'f();\n', "jest.mock('../src/api');\nf();\n"],
    ['test/a.test.js', 'f();\n', "log('assert.equal = nothing');\nf();\n"],
    ['src/a.js', 'f();\n', "process.on('exit', () => { cleanUp(); });\nf();\n"],
    ['src/a.py', 'x = 1\n', 'class A:\n    def __eq__(self, other):\n        return self.x == other.x\nx = 1\n'],
    ['src/a.py', 'x = 1\n', 'items.append(1)\nitems[0] = []\nx = 1\n'],
    ['conftest.py', 'x = 1\n', 'def pytest_collection_modifyitems(items):\n    items.sort(key=name)\nx = 1\n'],
    ['tests/a.rs', 'use a;\n', 'macro_rules! assert_sorted { ($t:expr) => {} }\nuse a;\n'],
    ['test/helper.rb', 'x\n', 'def assert_sorted(list)\nend\nx\n'],
  ]);
});

describe('source that asks whether it is tested', () => {
  isFoundAs(
    'tests-detected',
    [
      ['src/a.js', 'f();\n', "if (process.env.NODE_ENV === 'test') return 3;\nf();\n"],
      ['src/a.js', 'f();\n', "if (process.env['NODE_ENV'] !== 'test') g();\nf();\n"],
      ['src/a.ts', 'f();\n', 'if (process.env.VITEST) return 3;\nf();\n'],
      ['src/a.ts', 'f();\n', "if (process.env['JEST_WORKER_ID'] !== undefined) return 3;\nf();\n"],
      ['src/a.js', 'f();\n', 'if (process.env.NODE_TEST_CONTEXT) return 3;\nf();\n'],
      ['src/a.js', 'f();\n', "if (typeof describe === 'function') return 3;\nf();\n"],
      ['src/a.js', 'f();\n', "if (process.argv.some((a) => a.endsWith('/mocha'))) return 3;\nf();\n"],
      ['a.py', 'f()\n', 'if "PYTEST_CURRENT_TEST" in os.environ:\n    g()\nf()\n'],
      ['a.py', 'f()\n', 'if "pytest" in sys.modules:\n    g()\nf()\n'],
      ['a.py', 'f()\n', 'if sys.modules.get("unittest"):\n    g()\nf()\n'],
      ['a.go', 'package a\n', 'package a\nvar x = testing.Testing()\n'],
      ['a.go', 'package a\n', 'package a\nvar x = flag.Lookup("test.v") != nil\n'],
      ['a.go', 'package a\n', 'package a\nvar x = strings.HasSuffix(os.Args[0], ".test")\n'],
      ['src/a.rs', 'fn f() {}\n', 'fn g() -> i32 { if cfg!(test) { 3 } else { 0 } }\nfn f() {}\n'],
      ['src/a.rs', 'fn f() {}\n', '#[cfg(not(test))]\nfn g() {}\nfn f() {}\n'],
      ['src/A.java', 'class A {}\n', 'class A { Object x = Class.forName("org.junit.Test"); }\n'],
      ['lib/a.rb', 'f\n', 'return 3 if defined?(RSpec)\nf\n'],
    ],
    false,
  );
  isSilentAbout('tests-detected', [
    ['src/a.js', 'f();\n', "if (process.env.NODE_ENV === 'production') g();\nf();\n"],
    ['src/a.ts', 'f();\n', 'if (import.meta.vitest) g();\nf();\n'],
    ['src/a.js', 'f();\n', "// not if (process.env.NODE_ENV === 'test')\nf();\n"],
    ['vitest.config.ts', 'f();\n', 'const x = process.env.VITEST;\nf();\n'],
    ['test/a.test.js', 'f();\n', 'const x = process.env.JEST_WORKER_ID;\nf();\n'],
    ['src/a.rs', 'fn f() {}\n', '#[cfg(test)]\nmod tests {}\nfn f() {}\n'],
    ['a.py', 'f()\n', 'if "numpy" in sys.modules:\n    g()\nf()\n'],
    ['src/a.js', 'f();\n', "if (typeof window === 'undefined') g();\nf();\n"],
  ]);
});

describe('settings that decide which tests are run', () => {
  const pom = (inside: string) =>
    `<plugins><plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.0</version>${inside}</plugin></plugins>\n`;
  test.for<Edit>([
    ['pyproject.toml', '[tool.pytest.ini_options]\n', '[tool.pytest.ini_options]\naddopts = "--deselect tests/a"\n'],
    ['pyproject.toml', '[project]\n', '[project]\n[tool.pytest.ini_options]\npython_files = "none_*.py"\n'],
    ['pyproject.toml', '[tool.pytest]\nx = 1\n', '[tool.pytest]\nx = 1\ntestpaths = ["none"]\n'],
    ['setup.cfg', '[tool:pytest]\naddopts = -q\n', '[tool:pytest]\naddopts = -q -k "not total"\n'],
    ['setup.cfg', '[tool:pytest]\naddopts = -q\n', '[tool:pytest]\naddopts = -q --ignore=tests/a\n'],
    ['Cargo.toml', '[lib]\n', '[lib]\ntest = false\n'],
    ['Cargo.toml', '[package]\n', '[package]\nautotests = false\n'],
    ['Cargo.toml', '[[test]]\nname = "a"\n', '[[test]]\nname = "a"\nharness = false\n'],
    ['pom.xml', pom(''), pom('<configuration><excludes><exclude>**/ATest*</exclude></excludes></configuration>')],
    ['pom.xml', pom(''), pom('<configuration><skip>true</skip></configuration>')],
    ['build.gradle', 'test {\n}\n', 'test {\n    exclude "**/ATest*"\n}\n'],
    ['build.gradle.kts', 'tasks.test {\n}\n', 'tasks.test {\n    filter { excludeTestsMatching("a*") }\n}\n'],
    ['package.json', '{"jest":{}}', '{"jest":{"testPathIgnorePatterns":["total"]}}'],
    ['package.json', '{"ava":{}}', '{"ava":{"files":["!test/total.js"]}}'],
  ])('test-setup-changed: %s: %j became %j', ([path, before, after]) => {
    expect(kindsOf({ path, before, after })).toContain('test-setup-changed');
    expect(kindsOf({ path, before: after, after: before })).toContain('test-setup-changed');
    expect(kindsOf({ path, before, after: before })).toEqual([]);
  });
  test.for(['conftest.py', 'tests/conftest.py', '.mocharc.yml', 'pytest.ini', 'jest.config.js', 'ava.config.mjs'])(
    'test-setup-changed: %s, whatever was written into it',
    (path) => {
      expect(kindsOf({ path, before: 'a\n', after: 'b\n' })).toContain('test-setup-changed');
    },
  );
  isSilentAbout('test-setup-changed', [
    ['pyproject.toml', '[project]\ndependencies = []\n', '[project]\ndependencies = ["a"]\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\n', '[tool.pytest.ini_options]\n# nothing\n[tool.ruff]\nx = 1\n'],
    ['setup.cfg', '[metadata]\nversion = 1\n', '[metadata]\nversion = 2\n'],
    ['Cargo.toml', '[package]\nversion = "1"\n', '[package]\nversion = "2"\n'],
    ['pom.xml', pom(''), pom('').replace('3.5.0', '3.5.1')],
    ['pom.xml', pom(''), `${pom('')}<dependency><artifactId>a</artifactId></dependency>\n`],
    ['build.gradle', 'test {\n}\n', 'test {\n}\ndependencies {\n    implementation "a:b:1"\n}\n'],
    ['package.json', '{"jest":{}}', '{"jest":{},"description":"x"}'],
  ]);
});
