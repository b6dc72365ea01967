import { expect, test } from 'vitest';
import type { ChangedText } from '../../../src/verify/changed-text.ts';
import { checkIntegrity } from '../../../src/verify/check-integrity.ts';
import { weakens } from '../../../src/verify/integrity/severity-of.ts';
import type { TestCommand } from '../../../src/verify/suite.ts';

const command: TestCommand = { command: 'npm test', script: 'node --test', env: {}, runner: 'node-test' };
const source: ChangedText = {
  path: 'src/cart.js',
  before: 'export const total = (items) => 0;\n',
  after: 'export const total = (items) => sum(items);\n',
};

const js = `import { total } from '../src/cart.js';

const cases = [
  [[1, 2], 3],
];

describe('total', () => {
  // An empty cart costs nothing.
  test('of an empty cart is zero', () => {
    assert.equal(total([]), 0);
  });

  test('adds what is in the cart', () => {
    const cart = [1, 2];
    assert.equal(total(cart), 3);
    expect(total(cart)).toBeCloseTo(3, 5);
  });

  test.each(cases)('of %j is %i', (items, sum) => {
    expect(total(items)).toBe(sum);
  });
});
`;
const py = `import pytest


@pytest.mark.parametrize("items,expected", [
    ([1, 2], 3),
])
def test_total(items, expected):
    assert total(items) == expected


def test_empty():
    with pytest.raises(ValueError):
        total(None)
    assert total([]) == 0
`;
const go = `package cart

func TestTotal(t *testing.T) {
\tfor _, tc := range []struct{ in []int; want int }{
\t\t{[]int{1, 2}, 3},
\t} {
\t\tif got := Total(tc.in); got != tc.want {
\t\t\tt.Errorf("Total(%v) = %d, want %d", tc.in, got, tc.want)
\t\t}
\t}
}
`;
const rust = `#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(total(&[1, 2]), 3);
    }
}
`;
const java = `class CartTest {
  @Test
  void adds() {
    assertEquals(3, total(1, 2));
  }
}
`;
const ruby = `RSpec.describe Cart do
  it 'adds' do
    expect(total([1, 2])).to eq(3)
  end
end
`;

const edit = (path: string, before: string, from: string | RegExp, to: string): ChangedText => {
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  return { path, before, after };
};
const jsEdit = (from: string | RegExp, to: string) => edit('test/cart.test.js', js, from, to);
const pyEdit = (from: string | RegExp, to: string) => edit('tests/test_cart.py', py, from, to);

test.for<readonly [string, () => readonly ChangedText[]]>([
  [
    'a new test',
    () => [jsEdit(/\}\);\n$/, "\n  test('of one', () => {\n    assert.equal(total([1]), 1);\n  });\n});\n")],
  ],
  [
    'a new test between others',
    () => [jsEdit("  test('adds", "  test('of one', () => {\n    assert.equal(total([1]), 1);\n  });\n\n  test('adds")],
  ],
  ['a new file of tests', () => [{ path: 'test/cart.test.js', before: null, after: js }]],
  ['a new row in a table', () => [jsEdit('  [[1, 2], 3],', '  [[1, 2], 3],\n  [[1], 1],')]],
  ['an expectation that the issue changes', () => [jsEdit('total([]), 0', 'total([]), null')]],
  ['expectations in a table that the issue changes', () => [jsEdit('[[1, 2], 3]', '[[1, 2], 4]')]],
  ['a renamed test', () => [jsEdit('adds what is in the cart', 'sums up the cart')]],
  ['a renamed test that expects something else', () => [jsEdit(/is zero'([\s\S]{0,40})\[\]\), 0/, "is one'$1[]), 1")]],
  [
    'a test that was moved within its file',
    () => [
      {
        path: 'test/cart.test.js',
        before: js,
        after: js
          .replace(/ {2}test\('adds[\s\S]*?\n {2}\}\);\n\n/, '')
          .replace(/\}\);\n$/, `\n${/ {2}test\('adds[\s\S]*?\n {2}\}\);\n/.exec(js)?.[0]}});\n`),
      },
    ],
  ],
  [
    'a file that was moved',
    () => [
      { path: 'test/cart.test.js', before: js, after: null },
      { path: 'test/unit/cart.test.js', before: null, after: js.replace('../src', '../../src') },
    ],
  ],
  [
    'a test that was moved to another file',
    () => [
      edit('tests/test_cart.py', py, /\n\ndef test_empty[\s\S]*$/, ''),
      { path: 'tests/test_empty.py', before: null, after: py.replace(/@pytest[\s\S]*?\n\n\n/, '') },
    ],
  ],
  [
    'a file that was renamed and a test with it',
    () => [
      { path: 'test/cart.test.js', before: js, after: null },
      {
        path: 'test/basket.test.js',
        before: null,
        after: js.replace('adds what is in the cart', 'adds what is in the basket'),
      },
    ],
  ],
  [
    'another name in the source',
    () => [{ path: 'test/cart.test.js', before: js, after: js.replaceAll('total(', 'sumOf(') }],
  ],
  ['other spaces', () => [{ path: 'test/cart.test.js', before: js, after: js.replace(/^ {2}/gm, '\t') }]],
  ['an assertion more', () => [jsEdit('total(cart), 3);', 'total(cart), 3);\n    assert.equal(cart.length, 2);')]],
  ['a stronger assertion', () => [jsEdit('assert.equal(total([]), 0)', 'assert.strictEqual(total([]), 0)')]],
  [
    'an assertion in several lines',
    () => [jsEdit('assert.equal(total([]), 0);', 'assert.equal(\n      total([]),\n      0,\n    );')],
  ],
  [
    'a boolean that is asked for in another way',
    () => [
      {
        path: 'test/a.test.js',
        before: "test('a', () => {\n  assert.equal(f(), true);\n});\n",
        after: "test('a', () => {\n  assert.ok(f());\n});\n",
      },
    ],
  ],
  ['a comment that mentions a skip', () => [jsEdit('// An empty', '// Not test.skip, and no describe.only. An empty')]],
  [
    'a string that looks like a test',
    () => [jsEdit('const cart = [1, 2];', 'const cart = [1, 2];\n    const text = "it.only(\'x\'); describe.skip()";')],
  ],
  ['data that is called skip', () => [jsEdit('const cart = [1, 2];', 'const cart = page({ skip: true, take: 2 });')]],
  [
    'a test that is not skipped any more',
    () => [{ path: 'test/cart.test.js', before: js.replace("test('adds", "test.skip('adds"), after: js }],
  ],
  [
    'a new test that waits for its platform',
    () => [
      jsEdit(/\}\);\n$/, "\n  test.skipIf(isWindows)('on disk', () => {\n    assert.equal(read(), 1);\n  });\n});\n"),
    ],
  ],
  [
    'cleaning up that may fail',
    () => [
      jsEdit(
        "describe('total'",
        "afterEach(() => {\n  try {\n    rmSync(directory);\n  } catch {}\n});\n\ndescribe('total'",
      ),
    ],
  ],
  [
    'an error that is caught and looked at',
    () => [
      jsEdit(
        'assert.equal(total([]), 0);',
        'assert.equal(total([]), 0);\n    try {\n      total(null);\n      assert.fail();\n    } catch (error) {\n      assert.match(error.message, /cart/);\n    }',
      ),
    ],
  ],
  [
    'an assertion that held always and is gone',
    () => [
      {
        path: 'test/a.test.js',
        before: "test('a', () => {\n  t.ok(true, 'was run');\n  is(f());\n});\n",
        after: "test('a', () => {\n  is(f());\n});\n",
      },
    ],
  ],
  [
    'quotes within what fills a table in',
    () => [
      jsEdit(
        /\}\);\n$/,
        "\n  test.each`\n    name\n    \u0024{'foo`bar'}\n    \u0024{'a'}\n  `('of $name', ({ name }) => {\n    assert.equal(total(name), 0);\n  });\n});\n",
      ),
    ],
  ],
  [
    'a text that is filled in and looked at',
    () => [jsEdit('total([]), 0);', 'total([]), 0);\n    expect(`\u0024{total([])}`).toBe("0");')],
  ],
  [
    'cleaning up after an assertion that may fail',
    () => [jsEdit('total([]), 0);', 'total([]), 0);\n    await server.close().catch(() => {});')],
  ],
  [
    'a file that was moved, with a decorator of very many lines',
    () => {
      const rows = Array.from({ length: 100 }, (_, row) => `        ([${row}], ${row}),\n`).join('');
      const text = `import pytest\n\n\n@pytest.mark.skipif(WIN, reason="x")\n@pytest.mark.parametrize(\n    "a,b",\n    [\n${rows}    ],\n)\ndef test_total(a, b):\n    assert total(a) == b\n`;
      return [
        { path: 'tests/old/test_cart.py', before: text, after: null },
        { path: 'tests/new/test_cart.py', before: null, after: text },
      ];
    },
  ],
  [
    'an empty list that is asked for by its name',
    () => [edit('src/CartTest.java', java, 'assertEquals(3, total(1, 2))', 'assertTrue(total(1, 2).isEmpty())')],
  ],
  [
    'the script of npm for no tests in a package that is gone',
    () => [
      {
        path: 'examples/a/package.json',
        before: JSON.stringify({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }),
        after: null,
      },
    ],
  ],
  ['a tighter tolerance', () => [jsEdit('toBeCloseTo(3, 5)', 'toBeCloseTo(3, 7)')]],
  [
    'a renamed test that asks for more',
    () => [
      jsEdit(/adds what is in the cart([\s\S]{0,80}?3\);)/, 'sums up the cart$1\n    assert.deepEqual(cart, [1, 2]);'),
    ],
  ],
  [
    'data that looks like a test',
    () => [{ path: 'test/fixtures/out.tap', before: null, after: 't.ok(true);\nit.only();\n' }],
  ],
  [
    'a snapshot with its source',
    () => [
      {
        path: 'src/__snapshots__/cart.test.js.snap',
        before: 'exports[`a 1`] = `0`;\n',
        after: 'exports[`a 1`] = `3`;\n',
      },
    ],
  ],
  [
    'a new snapshot with its test',
    () => [
      jsEdit('total([]), 0);', 'total([]), 0);\n    expect(total([])).toMatchSnapshot();'),
      { path: 'test/__snapshots__/cart.test.js.snap', before: null, after: 'exports[`a 1`] = `3`;\n' },
    ],
  ],
  ['another dependency', () => [edit('package.json', '{"dependencies":{"a":"1.0.0"}}', '1.0.0', '1.0.1')]],
  [
    'a script that is not for tests',
    () => [edit('package.json', '{"scripts":{"test":"node --test"}}', '"test"', '"build":"tsc","test"')],
  ],
  [
    'a cleanup in CI that may fail',
    () => [edit('.github/workflows/ci.yml', '- run: npm test\n', '- run', '- run: docker rm old || true\n- run')],
  ],
  [
    'a path for the type checker',
    () => [edit('tsconfig.json', '{"compilerOptions":{"strict":true}}', '"strict"', '"paths":{"a":["b"]},"strict"')],
  ],
  ['a cast that the code needs', () => [edit('src/a.ts', 'f(x);\n', 'x', 'x as any')]],
  [
    'a new test in Python',
    () => [pyEdit('def test_empty', 'def test_one():\n    assert total([1]) == 1\n\n\ndef test_empty')],
  ],
  ['a new case in Python', () => [pyEdit('    ([1, 2], 3),', '    ([1, 2], 3),\n    ([1], 1),')]],
  ['a renamed test in Python', () => [pyEdit('def test_empty', 'def test_empty_cart')]],
  ['another expectation in Python', () => [pyEdit('== 0', '== 1')]],
  ['a narrower exception in Python', () => [pyEdit('ValueError', 'CartError')]],
  [
    'a docstring in Python',
    () => [pyEdit('    with pytest', '    """Skips nothing: pytest.skip() is not used."""\n    with pytest')],
  ],
  [
    'a new case in Go',
    () => [edit('cart_test.go', go, '\t\t{[]int{1, 2}, 3},', '\t\t{[]int{1, 2}, 3},\n\t\t{nil, 0},')],
  ],
  ['a renamed test in Go', () => [edit('cart_test.go', go, 'TestTotal', 'TestTotalOfCart')]],
  [
    'a new test in Rust',
    () => [
      edit(
        'tests/cart.rs',
        rust,
        '    #[test]',
        '    #[test]\n    fn one() {\n        assert_eq!(total(&[1]), 1);\n    }\n\n    #[test]',
      ),
    ],
  ],
  [
    'a new test in Java',
    () => [
      edit(
        'src/CartTest.java',
        java,
        '  @Test',
        '  @Test\n  void one() {\n    assertEquals(1, total(1));\n  }\n\n  @Test',
      ),
    ],
  ],
  ['another expectation in Java', () => [edit('src/CartTest.java', java, '3, total', '4, total')]],
  [
    'a new test in Ruby',
    () => [
      edit(
        'spec/cart_spec.rb',
        ruby,
        "  it 'adds'",
        "  it 'has one' do\n    expect(total([1])).to eq(1)\n  end\n\n  it 'adds'",
      ),
    ],
  ],
])('finds nothing that blocks in %s', ([, changes]) => {
  const found = checkIntegrity([source, ...changes()], { command, isExitCodeOnly: false });

  expect(found.filter(({ kind }) => weakens(kind))).toEqual([]);
});

test('tells the lines of a value before and after', () => {
  const found = checkIntegrity([source, jsEdit('total(cart), 3', 'total(cart), 4')], {
    command,
    isExitCodeOnly: false,
  });

  expect(found).toEqual([
    {
      kind: 'expectation-changed',
      path: 'test/cart.test.js',
      detail:
        'changes values in an existing test (line 15: assert.equal(total(cart), 3); → assert.equal(total(cart), 4);)',
      line: 15,
    },
  ]);
});
