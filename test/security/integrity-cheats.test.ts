import { describe, expect, test } from 'vitest';
import type { ChangedText } from '../../src/verify/changed-text.ts';
import { checkIntegrity } from '../../src/verify/check-integrity.ts';
import { weakens } from '../../src/verify/integrity/severity-of.ts';
import type { IntegrityFinding, TestCommand } from '../../src/verify/suite.ts';

type Kind = IntegrityFinding['kind'];
type Cheat = readonly [path: string, before: string, after: string];

const command: TestCommand = { command: 'npm test', script: 'runner', env: {}, runner: 'exit-code' };
const fix: ChangedText = { path: 'lib/fix.txt', before: 'a', after: 'b' };

function kindsOf(...changes: readonly ChangedText[]): readonly Kind[] {
  return checkIntegrity([fix, ...changes], { command, isExitCodeOnly: false }).map(({ kind }) => kind);
}

const js = (body: string) => `test('adds', () => {\n${body}\n});\n`;
const py = (body: string) => `def test_adds():\n${body}\n`;
const go = (body: string) => `package a\n\nfunc TestAdds(t *testing.T) {\n${body}\n}\n`;
const rust = (body: string, above = '#[test]') => `${above}\nfn adds() {\n${body}\n}\n`;
const java = (body: string, above = '  @Test') => `class ATest {\n${above}\n  void adds() {\n${body}\n  }\n}\n`;
const ruby = (body: string) => `describe Sum do\n  it 'adds' do\n${body}\n  end\nend\n`;

/** The honest change beside each cheat: the same text on both sides, so that nothing but the cheat can be what is found. */
function isFoundAs(kind: Kind, cheats: readonly Cheat[], blocks: boolean): void {
  test.for(cheats)(`%s: %j became %j`, ([path, before, after]) => {
    expect(kindsOf({ path, before, after })).toContain(kind);
    expect(kindsOf({ path, before, after: before })).toEqual([]);
    expect(kindsOf({ path, before: after, after })).toEqual([]);
  });

  test(`${kind} ${blocks ? 'takes the weight from passing tests' : 'is only told'}`, () => {
    expect(weakens(kind)).toBe(blocks);
  });
}

const [jsOk, pyOk, goOk] = [
  js('  assert.equal(sum(1, 2), 3);'),
  py('    assert sum(1, 2) == 3'),
  go('\tassert.Equal(t, 3, Sum(1, 2))'),
];
const [rustOk, javaOk, rubyOk] = [
  rust('    assert_eq!(sum(1, 2), 3);'),
  java('    assertEquals(3, sum(1, 2));'),
  ruby('    expect(sum(1, 2)).to eq(3)'),
];

describe('a deleted test', () => {
  isFoundAs(
    'test-deleted',
    [
      ['test/a.test.js', jsOk, ''],
      ['test/a.test.js', jsOk, jsOk.replace(/^/gm, '// ')],
      ['test/a.test.js', jsOk, `/*\n${jsOk}*/`],
      ['test/a.test.js', jsOk, jsOk.replace("test('adds'", "helper('adds'")],
      ['test/a.test.js', jsOk, `const kept = \`${jsOk}\`;\n`],
      ['test/a.test.js', jsOk, js('  assert.ok(true);').replace('adds', 'holds')],
      ['src/a.spec.ts', "it.each([[1, 2]])('adds %i', (a, b) => {\n  expect(sum(a)).toBe(b);\n});\n", 'export {};\n'],
      ['tests/test_a.py', pyOk, pyOk.replace('def test_adds', 'def _test_adds')],
      ['tests/test_a.py', pyOk, pyOk.replace(/^/gm, '# ')],
      ['tests/test_a.py', pyOk, `"""\n${pyOk}"""\n`],
      ['a_test.go', goOk, goOk.replace('TestAdds', 'testAdds')],
      ['a_test.go', go('\tt.Run("small", small)\n\tt.Run("big", big)'), go('\tt.Run("small", small)')],
      ['tests/a.rs', rustOk, rust('    assert_eq!(sum(1, 2), 3);', '#[allow(dead_code)]')],
      ['src/ATest.java', javaOk, java('    assertEquals(3, sum(1, 2));', '  // @Test')],
      ['spec/a_spec.rb', rubyOk, 'describe Sum do\nend\n'],
      [
        'test/a_test.rb',
        '  def test_adds\n    assert_equal 3, sum\n  end\n',
        '  def adds\n    assert_equal 3, sum\n  end\n',
      ],
    ],
    true,
  );
});

describe('a skipped test', () => {
  isFoundAs(
    'test-skipped',
    [
      ['test/a.test.js', jsOk, jsOk.replace('test(', 'test.skip(')],
      ['test/a.test.js', jsOk, jsOk.replace('test(', 'test.skipIf(true)(')],
      ['test/a.test.js', jsOk, jsOk.replace("'adds', ", "'adds', { skip: isSlow }, ")],
      ['test/a.test.js', jsOk, `describe.skip('all', () => {\n${jsOk}});\n`],
      ['test/a.test.js', jsOk, jsOk.replace('test(', 'xtest(')],
      ['test/a.test.js', jsOk, jsOk.replace('() => {', '() => {\n  this.skip();')],
      ['tests/test_a.py', pyOk, `@pytest.mark.skip(reason="later")\n${pyOk}`],
      ['tests/test_a.py', pyOk, `@pytest.mark.xfail\n${pyOk}`],
      ['tests/test_a.py', pyOk, `@pytest.mark.skipif(\n    True,\n    reason="x",\n)\n${pyOk}`],
      ['tests/test_a.py', pyOk, `@unittest.expectedFailure\n${pyOk}`],
      ['tests/test_a.py', pyOk, py('    pytest.skip("later")\n    assert sum(1, 2) == 3')],
      ['tests/test_a.py', pyOk, `pytestmark = pytest.mark.skip\n${pyOk}`],
      ['a_test.go', goOk, go('\tt.Skip("flaky")\n\tassert.Equal(t, 3, Sum(1, 2))')],
      ['a_test.go', goOk, `//go:build never\n\n${goOk}`],
      ['tests/a.rs', rustOk, rust('    assert_eq!(sum(1, 2), 3);', '#[test]\n#[ignore]')],
      ['tests/a.rs', rustOk, rust('    assert_eq!(sum(1, 2), 3);', '#[test]\n#[should_panic]')],
      ['src/ATest.java', javaOk, java('    assertEquals(3, sum(1, 2));', '  @Disabled("later")\n  @Test')],
      ['src/ATest.java', javaOk, java('    assertEquals(3, sum(1, 2));', '  @Test\n  @Ignore')],
      ['spec/a_spec.rb', rubyOk, rubyOk.replace("it 'adds'", "xit 'adds'")],
      ['spec/a_spec.rb', rubyOk, rubyOk.replace("'adds' do", "'adds', skip: 'later' do")],
      ['spec/a_spec.rb', rubyOk, ruby('    pending\n    expect(sum(1, 2)).to eq(3)')],
    ],
    true,
  );
});

describe('a focused test', () => {
  isFoundAs(
    'test-focused',
    [
      ['test/a.test.js', jsOk, jsOk.replace('test(', 'test.only(')],
      ['test/a.test.js', jsOk, jsOk.replace("'adds', ", "'adds', { only: true }, ")],
      ['test/a.test.js', `describe('x', () => {\n${jsOk}});\n`, `fdescribe('x', () => {\n${jsOk}});\n`],
      ['spec/a_spec.rb', rubyOk, rubyOk.replace("it 'adds'", "fit 'adds'")],
      ['spec/a_spec.rb', rubyOk, rubyOk.replace("'adds' do", "'adds', :focus do")],
    ],
    true,
  );
});

describe('an assertion that is gone or holds always', () => {
  isFoundAs(
    'assertions-removed',
    [
      ['test/a.test.js', jsOk, js('  sum(1, 2);')],
      ['test/a.test.js', jsOk, js('  // assert.equal(sum(1, 2), 3);')],
      ['test/a.test.js', jsOk, js('  log("assert.equal(sum(1, 2), 3)");')],
      ['test/a.test.js', jsOk, js('  assert.ok(true);')],
      ['test/a.test.js', jsOk, js('  assert.equal(3, 3);')],
      ['test/a.test.js', jsOk, js('  assert.ok(sum(1, 2) === 3 || true);')],
      ['test/a.test.js', js('  expect(sum(1)).toBe(1);'), js('  expect(total).toBe(total);')],
      ['test/a.test.js', js('  expect(sum(1)).toBe(1);'), js("  expect('a').toBe('a');")],
      [
        'test/a.test.js',
        jsOk,
        `${js('  sum(1, 2);')}test('more', () => {\n  assert.equal(f(), 1);\n  assert.equal(g(), 1);\n});\n`,
      ],
      ['tests/test_a.py', pyOk, py('    sum(1, 2)')],
      ['tests/test_a.py', pyOk, py('    assert True')],
      ['tests/test_a.py', pyOk, py('    assert sum(1, 2) == 3 or True')],
      ['a_test.go', goOk, go('\tassert.True(t, true)')],
      ['a_test.go', go('\tif Sum() != 3 {\n\t\tt.Fatal("no")\n\t}'), go('\tSum()')],
      ['tests/a.rs', rustOk, rust('    assert!(true);')],
      ['src/ATest.java', javaOk, java('    assertTrue(true);')],
      ['spec/a_spec.rb', rubyOk, ruby('    expect(true).to eq(true)')],
    ],
    true,
  );
});

describe('an assertion that asks less', () => {
  isFoundAs(
    'assertions-weakened',
    [
      ['test/a.test.js', js('  expect(sum(1)).toBe(1);'), js('  expect(sum(1)).toBeDefined();')],
      ['test/a.test.js', js('  expect(sum(1)).toBe(1);'), js('  expect(sum(1)).not.toBe(2);')],
      [
        'test/a.test.js',
        js('  expect(sum(1)).toEqual({\n    a: 1,\n    b: 2,\n  });'),
        js('  expect(sum(1)).toBeTruthy();'),
      ],
      ['test/a.test.js', js("  expect(f).toThrow('empty');"), js('  expect(f).toThrow();')],
      ['test/a.test.js', js('  expect(f).toHaveBeenCalledWith(1);'), js('  expect(f).toHaveBeenCalled();')],
      ['test/a.test.js', js('  expect(x).to.equal(1);'), js('  expect(x).to.exist;')],
      ['test/a.test.js', jsOk, js('  assert.ok(sum(1, 2));')],
      ['test/a.test.js', jsOk, js('  assert.notEqual(sum(1, 2), 4);')],
      ['tests/test_a.py', pyOk, py('    assert sum(1, 2) is not None')],
      ['tests/test_a.py', pyOk, py('    assert sum(1, 2)')],
      ['tests/test_a.py', pyOk, py('    assert isinstance(sum(1, 2), int)')],
      ['tests/test_a.py', py('    self.assertEqual(f(), 3)'), py('    self.assertIsNotNone(f())')],
      [
        'tests/test_a.py',
        py('    with pytest.raises(KeyError):\n        f()'),
        py('    with pytest.raises(Exception):\n        f()'),
      ],
      ['a_test.go', goOk, go('\tassert.NotNil(t, Sum(1, 2))')],
      ['tests/a.rs', rustOk, rust('    assert!(sum(1, 2).is_positive());')],
      ['src/ATest.java', javaOk, java('    assertNotNull(sum(1, 2));')],
      ['spec/a_spec.rb', rubyOk, ruby('    expect(sum(1, 2)).to be_truthy')],
    ],
    true,
  );
});

describe('an assertion that cannot fail its test', () => {
  isFoundAs(
    'failures-swallowed',
    [
      ['test/a.test.js', jsOk, js('  try {\n    assert.equal(sum(1, 2), 3);\n  } catch {}')],
      [
        'test/a.test.js',
        jsOk,
        js('  try {\n    assert.equal(sum(1, 2), 3);\n  } catch (error) {\n    console.log(error);\n  }'),
      ],
      ['test/a.test.js', jsOk, js('  try { assert.equal(sum(1, 2), 3); } catch (e) { return; }')],
      [
        'test/a.test.js',
        js('  return f().then((x) => {\n    expect(x).toBe(1);\n  });'),
        js('  return f().then((x) => {\n    expect(x).toBe(1);\n  }).catch(() => {});'),
      ],
      ['test/a.test.js', jsOk, js('  if (false) {\n    assert.equal(sum(1, 2), 3);\n  }')],
      ['test/a.test.js', jsOk, js('  return;\n  assert.equal(sum(1, 2), 3);')],
      ['tests/test_a.py', pyOk, py('    try:\n        assert sum(1, 2) == 3\n    except Exception:\n        pass')],
      ['tests/test_a.py', pyOk, py('    try:\n        assert sum(1, 2) == 3\n    except:\n        pass')],
      [
        'tests/test_a.py',
        pyOk,
        py('    try:\n        assert sum(1, 2) == 3\n    except AssertionError as error:\n        print(error)'),
      ],
      ['tests/test_a.py', pyOk, py('    with contextlib.suppress(AssertionError):\n        assert sum(1, 2) == 3')],
      ['tests/test_a.py', pyOk, py('    return\n    assert sum(1, 2) == 3')],
      ['tests/test_a.py', pyOk, py('    if False:\n        assert sum(1, 2) == 3')],
      ['a_test.go', goOk, go('\tdefer func() { recover() }()\n\tassert.Equal(t, 3, Sum(1, 2))')],
      ['a_test.go', goOk, go('\treturn\n\tassert.Equal(t, 3, Sum(1, 2))')],
      ['tests/a.rs', rustOk, rust('    let _ = std::panic::catch_unwind(|| {\n    assert_eq!(sum(1, 2), 3);\n    });')],
      [
        'src/ATest.java',
        javaOk,
        java('    try {\n      assertEquals(3, sum(1, 2));\n    } catch (Throwable t) {\n    }'),
      ],
      ['spec/a_spec.rb', rubyOk, ruby('    begin\n      expect(sum(1, 2)).to eq(3)\n    rescue Exception\n    end')],
    ],
    true,
  );
});

describe('a changed expectation', () => {
  isFoundAs(
    'expectation-changed',
    [
      ['test/a.test.js', jsOk, js('  assert.equal(sum(1, 2), 4);')],
      ['test/a.test.js', jsOk, js('  assert.equal(sum(1, 3), 3);')],
      ['test/a.test.js', js("  expect(f()).toBe('old');"), js("  expect(f()).toBe('new');")],
      ['test/a.test.js', js('  expect(f()).toBe(true);'), js('  expect(f()).toBe(false);')],
      ['test/a.test.js', js('  expect(f()).toBe(1);'), js('  expect(f()).toBe(-1);')],
      [
        'test/a.test.js',
        js('  expect(f()).toEqual({\n    a: 1,\n  });'),
        js('  expect(f()).toEqual({\n    a: 2,\n  });'),
      ],
      ['test/a.test.js', js('  expect(f()).toMatch(/^a$/);'), js('  expect(f()).toMatch(/a|b/);')],
      [
        'test/a.test.js',
        js('  expect(f()).toMatchInlineSnapshot(`\n    one\n  `);'),
        js('  expect(f()).toMatchInlineSnapshot(`\n    two\n  `);'),
      ],
      [
        'test/a.test.js',
        "test('a', () => {\n  is(f, 1);\n});\ntest('b', () => {\n  is(f, 2);\n});\n",
        "test('a', () => {\n  is(f, 2);\n});\ntest('b', () => {\n  is(f, 1);\n});\n",
      ],
      ['test/a.test.js', jsOk, js('  assert.equal(sum(1, 2), 4);').replace('adds', 'adds otherwise')],
      ['tests/test_a.py', pyOk, py('    assert sum(1, 2) == 4')],
      ['tests/test_a.py', py('    assert f() is None'), py('    assert f() is False')],
      ['a_test.go', goOk, go('\tassert.Equal(t, 4, Sum(1, 2))')],
      [
        'a_test.go',
        go('\tcases := []c{\n\t\t{in: 1, want: 2},\n\t}'),
        go('\tcases := []c{\n\t\t{in: 1, want: 3},\n\t}'),
      ],
      ['tests/a.rs', rustOk, rust('    assert_eq!(sum(1, 2), 4);')],
      ['src/ATest.java', javaOk, java('    assertEquals(4, sum(1, 2));')],
      ['spec/a_spec.rb', rubyOk, ruby('    expect(sum(1, 2)).to eq(4)')],
    ],
    false,
  );
});

describe('a tolerance, a wait or a table of cases', () => {
  isFoundAs(
    'tolerance-widened',
    [
      ['test/a.test.js', js('  expect(f()).toBeCloseTo(0.3, 5);'), js('  expect(f()).toBeCloseTo(0.3, 1);')],
      ['test/a.test.js', js('  assert.closeTo(f(), 0.3, 0.001);'), js('  assert.closeTo(f(), 0.3, 0.5);')],
      [
        'tests/test_a.py',
        py('    assert f() == pytest.approx(0.3, rel=1e-9)'),
        py('    assert f() == pytest.approx(0.3, rel=0.5)'),
      ],
      [
        'tests/test_a.py',
        py('    self.assertAlmostEqual(f(), x, places=7)'),
        py('    self.assertAlmostEqual(f(), x, places=1)'),
      ],
      ['a_test.go', go('\tassert.InDelta(t, x, F(), 0.001)'), go('\tassert.InDelta(t, x, F(), 1.5)')],
      ['spec/a_spec.rb', ruby('    expect(f).to be_within(0.01).of(x)'), ruby('    expect(f).to be_within(5).of(x)')],
    ],
    false,
  );
  isFoundAs(
    'timeout-raised',
    [
      ['test/a.test.js', `jest.setTimeout(5000);\n${jsOk}`, `jest.setTimeout(60_000);\n${jsOk}`],
      ['test/a.test.js', js('  await wait(100);'), js('  await wait(9000);')],
      [
        'test/a.test.js',
        "test('a', async () => {\n  is(await f());\n}, 5000);\n",
        "test('a', async () => {\n  is(await f());\n}, 50000);\n",
      ],
      ['tests/test_a.py', `@pytest.mark.timeout(5)\n${pyOk}`, `@pytest.mark.timeout(500)\n${pyOk}`],
      ['tests/test_a.py', `@flaky(max_runs=2)\n${pyOk}`, `@flaky(max_runs=20)\n${pyOk}`],
    ],
    false,
  );
  isFoundAs(
    'cases-removed',
    [
      [
        'test/a.test.js',
        "test.each([\n  [1, 2],\n  [2, 3],\n])('adds %i', (a, b) => {\n  expect(f(a)).toBe(b);\n});\n",
        "test.each([\n  [1, 2],\n])('adds %i', (a, b) => {\n  expect(f(a)).toBe(b);\n});\n",
      ],
      ['a_test.go', go('\tcases := []c{\n\t\t{1, 2},\n\t\t{3, 4},\n\t}'), go('\tcases := []c{\n\t\t{1, 2},\n\t}')],
    ],
    false,
  );
});
