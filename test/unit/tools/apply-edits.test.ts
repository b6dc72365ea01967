import { expect, test } from 'vitest';
import { applyEdits } from '../../../src/tools/edit/apply-edits.ts';

function replace(text: string, old: string, replacement: string, all = false) {
  return applyEdits(text, [{ old, new: replacement, replace_all: all }]);
}

function textOf(result: ReturnType<typeof applyEdits>): string {
  return result.ok ? result.text : expect.unreachable(result.problem);
}

function problemOf(result: ReturnType<typeof applyEdits>): string {
  return result.ok ? expect.unreachable('it was applied') : result.problem;
}

const applied: readonly (readonly [string, string, string, string, string])[] = [
  ['text as written', 'a = 1\nb = 2\n', 'b = 2', 'b = 3', 'a = 1\nb = 3\n'],
  ['part of a line', 'const total = sum(a);\n', 'sum(a)', 'sum(a, b)', 'const total = sum(a, b);\n'],
  ['text that is deleted', 'a\nb\nc\n', 'b\n', '', 'a\nc\n'],
  ['CRLF in `old` for a file with LF', 'a\nb\n', 'a\r\nb', 'a\r\nc', 'a\nc\n'],
  ['spaces the file has at line ends', 'a  \nb\nc\n', 'a\nb', 'a\nB', 'a  \nB\nc\n'],
  ['spaces only `old` has at line ends', 'a\nb\nc\n', 'a  \nb ', 'a  \nB', 'a\nB\nc\n'],
  ['a last line without its newline', 'a\nb', 'b\n', 'c\n', 'a\nc'],
  ['blank lines with spaces', 'a\n   \nb\n', 'a\n\nb', 'a\n\nc', 'a\n   \nc\n'],
  ['a deleted line with other spaces', 'a\nb \nc\n', 'b\n', '', 'a\nc\n'],
  [
    'quotes the model made straight',
    'say “hi” to ’em\n',
    'say "hi" to',
    'say "hi" again to',
    'say “hi” again to ’em\n',
  ],
  ['a dash the model made plain', 'a – b\nc – d\n', 'a - b\nc - d', 'a - b\nc - e', 'a – b\nc – e\n'],
  ['a space that does not break', 'a\u00a0b = 1\n', 'a b = 1', 'a b = 2', 'a\u00a0b = 2\n'],
  [
    'an indentation that is too small by four',
    'class A {\n    f() {\n        return 1;\n    }\n}\n',
    'f() {\n    return 1;\n}',
    'f() {\n    return 2;\n}',
    'class A {\n    f() {\n        return 2;\n    }\n}\n',
  ],
  [
    'an indentation that is too large',
    'if (a) {\n  b();\n}\n',
    '    if (a) {\n      b();\n    }\n',
    '    if (a) {\n      c();\n    }\n',
    'if (a) {\n  c();\n}\n',
  ],
  [
    'spaces for tabs',
    'function f() {\n\tif (a) {\n\t\tb();\n\t}\n}\n',
    '    if (a) {\n        b();\n    }',
    '    if (a) {\n        if (c) {\n            b();\n        }\n    }',
    'function f() {\n\tif (a) {\n\t\tif (c) {\n\t\t\tb();\n\t\t}\n\t}\n}\n',
  ],
  [
    'tabs for spaces',
    'def f():\n    if a:\n        b()\n',
    '\tif a:\n\t\tb()',
    '\tif a:\n\t\tc()',
    'def f():\n    if a:\n        c()\n',
  ],
  ['line numbers from a view', 'a\nb\nc\n', '1│a\n2│b', '1│a\n2│B', 'a\nB\nc\n'],
  ['line numbers only in `old`', 'a\nb\nc\n', ' 9│b\n10│c', 'b\nC', 'a\nb\nC\n'],
  ['mixed line ends', 'a \r\nb\nc\n', 'a\nb', 'x\nb', 'x\r\nb\nc\n'],
];

test.for(applied)('%s: only what was meant is changed', ([, text, old, replacement, expected]) => {
  expect(textOf(replace(text, old, replacement))).toBe(expected);
});

const refused: readonly (readonly [string, string, string, string, RegExp])[] = [
  ['text that stands twice', 'x\ny\nx\n', 'x', 'z', /found 2 times, at lines 1, 3/],
  ['lines that match twice but for spaces', 'a \nb\na  \nb\n', 'a\nb', 'c\nd', /found 2 times, at lines 1, 3/],
  ['blocks that match twice but for indentation', '  a\n  b\n    a\n    b\n', '\ta\n\tb', '\tc\n\td', /found 2 times/],
  ['nothing to look for', 'a\n', '', 'b', /`old` is empty/],
  ['no difference', 'a\n', 'a', 'a', /are the same/],
  ['text that is not there', 'alpha\nbeta\n', 'gamma delta', 'x', /nor anything like it/],
  [
    'an edit that was made before',
    'const answer = 42;\n',
    'const answer = 41;',
    'const answer = 42;',
    /already applied/,
  ],
  [
    'a near miss',
    'function f() {\n  const first = 1;\n  return first;\n}\n',
    'function f() {\n  const first = 2;\n  return first;\n}\n',
    'x\n',
    /first difference is in line 2:\n {2}file: " {2}const first = 1;"\n {2}old: {2}" {2}const first = 2;"/,
  ],
  [
    'one line that is like it',
    'const total = price * count;\n',
    'let total = price * count',
    'x',
    /nearest lines are:\n1│const/,
  ],
  ['an indentation no one rule explains', '  a\n      b\n', ' a\n  b', ' a\n  c', /not certain/],
  ['new lines that would mix tabs and spaces', '\ta();\n\tb();\n', ' a();\n b();', ' a();\n   b2();', /not certain/],
  ['numbers in part of the new lines', 'a\nb\n', '1│a\n2│b', '1│a\nnew\n2│b', /not in the file/],
  ['numbers that do not count up', 'a\nb\n', '1│a\n7│b', 'x', /not in the file/],
  ['similar text in another place', 'if (a) { go(); }\n', 'if (b) { go(); }', 'if (c) { go(); }', /nearest/],
];

test.for(refused)('%s: refused, with a hint', ([, text, old, replacement, hint]) => {
  expect(problemOf(replace(text, old, replacement))).toMatch(hint);
});

test('every occurrence is replaced when asked for', () => {
  expect(textOf(replace('x y x\n', 'x', 'xx', true))).toBe('xx y xx\n');
});

test('a replacement is taken literally', () => {
  expect(textOf(replace('a\n', 'a', '$& $1 $$'))).toBe('$& $1 $$\n');
});

test('each edit sees the result of the one before', () => {
  const edits = [
    { old: 'a', new: 'b', replace_all: false },
    { old: 'b', new: 'c', replace_all: false },
  ];

  expect(textOf(applyEdits('a\n', edits))).toBe('c\n');
});

test('one edit that fails makes all of them fail, and is named', () => {
  const edits = [
    { old: 'a', new: 'b', replace_all: false },
    { old: 'zzz', new: 'c', replace_all: false },
  ];

  expect(problemOf(applyEdits('a\n', edits))).toMatch(/^Edit 2 of 2: .*\nNothing was changed\.$/s);
});

test('a wrong block in a file of five thousand lines is explained within a bounded text', () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `line ${at % 97} of ${at}`).join('\n');
  const old = Array.from({ length: 200 }, (_, at) => `line ${at % 97} off ${at}`).join('\n');

  expect(problemOf(replace(text, old, 'x')).length).toBeLessThan(6_000);
});

test('text that is found very often is refused with a bounded explanation', () => {
  const problem = problemOf(replace('a,b,\n'.repeat(100_000), ',', ';'));

  expect(problem).toContain('found more than 10000 times, at lines 1, 1, 2, 2, 3,');
  expect(problem.length).toBeLessThan(300);
});

test('text that stands in more places than an edit may replace is refused', () => {
  expect(textOf(replace('a,'.repeat(10_000), ',', '', true))).toBe('a'.repeat(10_000));
  expect(problemOf(replace('a,'.repeat(10_001), ',', '', true))).toContain('Use bash');
});

test('a result too large to be a text is refused', () => {
  const problem = problemOf(replace('a,'.repeat(9_000), ',', 'b'.repeat(100_000), true));

  expect(problem).toContain('more than 4194304 characters');
});

test('blocks found leniently in many places are all replaced', () => {
  const text = 'if x:  \n    a()\n'.repeat(1_000);

  expect(textOf(replace(text, 'if x:\n    a()\n', 'if x:\n    b()\n', true))).toBe(text.replaceAll('a()', 'b()'));
});
