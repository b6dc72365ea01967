import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Workspace } from '../../../src/sandbox/sandbox.ts';
import { checkSyntax } from '../../../src/tools/check-syntax.ts';
import { edit } from '../../../src/tools/edit.ts';
import { write } from '../../../src/tools/write.ts';
import { localBox } from '../../support/local-box.ts';

const never = new AbortController().signal;
let box: Workspace & AsyncDisposable;

beforeAll(async () => {
  box = await localBox();
});
beforeEach(async () => {
  await box.exec('find . -mindepth 1 -delete', { timeoutMs: 10_000 });
});
afterAll(() => box[Symbol.asyncDispose]());

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['a.json', '{ "a": 1 "b": 2 }\n', /Expected/],
  ['a.js', 'export const a = ;\n', /Unexpected token/],
  ['a.js', 'module.exports = { a: };\n', /Unexpected token/],
  ['a.mjs', 'await 1;\nwith (a) {}\n', /Strict mode/],
  ['a.cjs', 'return 1; }\n', /Unexpected token/],
  ['a.ts', 'const a: = 1;\n', /Expression expected|type|Unexpected/i],
  ['a.py', 'def f(:\n    pass\n', /line 1/],
  ['a.py', 'def f():\n  a()\n    b()\n', /IndentationError/],
  ['a.go', 'package a\n\nfunc f( {\n', /3:/],
  ['a.sh', 'if true; then\n  echo a\n', /syntax error|unexpected end/],
  ['run', '#!/usr/bin/env bash\nif true; then\n', /syntax error|unexpected end/],
];

test.for(wrong)('%s with %j is wrong', async ([path, text, words], { skip }) => {
  if (!(await hasParser(path))) skip();

  expect(await checkSyntax(box, path, text, never)).toMatch(words);
});

const right: readonly (readonly [string, string])[] = [
  ['a.json', '{ "a": [1, 2] }\n'],
  ['tsconfig.json', '{\n  // Why.\n  "a": 1,\n}\n'],
  ['a.js', 'import a from "b";\nexport default await a();\n'],
  ['a.js', '#!/usr/bin/env node\nconst a = require("b");\nreturn;\n'],
  ['a.js', 'export const A = () => <b>hello</b>;\n'],
  ['a.cjs', 'with (a) { b(); }\n'],
  ['a.py', 'async def f() -> int:\n    return 1\n'],
  ['a.go', 'package a\n\nfunc f() {}\n'],
  ['a.sh', 'for a in b; do echo "$a"; done\n'],
  ['a.ts', '@Component()\nexport class A { constructor(private a: string) {} }\n'],
  ['a.ts', 'enum A { B }\nexport const c = <T,>(d: T): T => d;\n'],
  ['a.tsx', 'not checked ((\n'],
  ['a.txt', 'not checked ((\n'],
];

test.for(right)('%s with %j is not objected to', async ([path, text]) => {
  expect(await checkSyntax(box, path, text, never)).toBeNull();
});

/** Node has had a parser of types since 22.13. */
const TYPES = `node -e 'process.exit(require("module").stripTypeScriptTypes ? 0 : 1)'`;

async function hasParser(path: string): Promise<boolean> {
  const test = { go: 'command -v gofmt', py: 'command -v python3', ts: TYPES }[path.slice(path.lastIndexOf('.') + 1)];
  return test === undefined || (await box.exec(test, { timeoutMs: 10_000 })).ok;
}

describe('a change', () => {
  test('that makes a syntax error is kept, and told of', async () => {
    await box.files.write('a.js', 'const a = { b: 1 };\n');

    const seen = await edit.execute({ workspace: box }, editOf('a.js', '{ b: 1 }', '{ b: 1'), never);

    expect(seen.isError).toBe(false);
    expect(seen.text).toMatch(/Syntax error in a\.js, which was not there before[\s\S]*Correct it/);
    expect(await box.exec('cat a.js', { timeoutMs: 10_000 })).toMatchObject({ stdout: 'const a = { b: 1;\n' });
  });

  test('of a file that was wrong before is not blamed for it', async () => {
    await box.files.write('a.js', 'const a = {;\nconst b = 1;\n');

    const seen = await edit.execute({ workspace: box }, editOf('a.js', 'b = 1', 'b = 2'), never);

    expect(seen.text).not.toContain('Syntax error');
  });

  test('that writes a whole file is looked at, too', async () => {
    const seen = await write.execute({ workspace: box }, { path: 'a.json', content: '{', overwrite: false }, never);

    expect(seen.text).toMatch(/^Wrote a\.json: 1 lines\.\nSyntax error in a\.json/);
  });
});

describe('a hostile repository', () => {
  /** Every way known to make an interpreter run something of the repository when it starts in its folder or environment. */
  async function plant(): Promise<void> {
    const files = {
      'evil.js': `require('fs').writeFileSync('${box.cwd}/ran', 'node')`,
      '.npmrc': 'node-options=--require=./evil.js\n',
      '.node-version': '0.0.1\n',
      '.python-version': '0.0.1\n',
      'package.json': '{ "type": "commonjs", "imports": { "#a": "./evil.js" } }',
      'node_modules/.bin/node': `#!/bin/sh\ntouch ${box.cwd}/ran\n`,
      'node_modules/.bin/python3': `#!/bin/sh\ntouch ${box.cwd}/ran\n`,
      'sitecustomize.py': `open('${box.cwd}/ran', 'w')`,
      'usercustomize.py': `open('${box.cwd}/ran', 'w')`,
      'sys.py': `open('${box.cwd}/ran', 'w')`,
      '.bashrc': `touch ${box.cwd}/ran\n`,
    };
    for (const [path, text] of Object.entries(files)) await box.files.write(path, text, { mode: 0o755 });
  }

  const HOSTILE: readonly (readonly [string, string])[] = [
    ['a.js', 'import "./evil.js";\nrequire("./evil.js");\nconst = 1;\n'],
    ['a.mjs', 'import "./evil.js";\nawait import("./evil.js");\n'],
    ['a.ts', 'import "./evil.js";\nconst a: = 1;\n'],
    ['a.py', '# coding: evil\nimport sitecustomize\nopen("ran", "w")\n'],
    ['a.sh', 'touch ran; $(touch ran)\nif\n'],
  ];

  test.for(HOSTILE)('gains nothing by %s', async ([path, text]) => {
    await plant();

    await checkSyntax(box, path, text, never);

    expect(await box.files.stat('ran')).toBeNull();
  });

  test.for([
    ['a.js', 'const = 1;\n'],
    ['a.py', 'def f(:\n'],
  ] as const)('does not keep an error in %s from being found', async ([path, text], { skip }) => {
    if (!(await hasParser(path))) skip();
    await plant();

    expect(await checkSyntax(box, path, text, never)).not.toBeNull();
  });

  test('would be heard of if it ran', async () => {
    await plant();

    await box.exec('node -e 1', { timeoutMs: 10_000, env: { NODE_OPTIONS: '--require=./evil.js' } });

    expect(await box.files.stat('ran')).not.toBeNull();
  });

  test('cannot make what is said about it long', async () => {
    const said = await checkSyntax(box, 'a.js', `const ${'x'.repeat(100_000)} = ;\n`, never);

    expect(said?.length).toBeLessThan(1_000);
  });

  test('cannot hold up the host with a deeply nested text', async () => {
    expect(await checkSyntax(box, 'a.json', '['.repeat(900_000), never)).not.toBeNull();
  });
});

function editOf(path: string, old: string, text: string) {
  return { path, edits: [{ old, new: text, replace_all: false }] };
}
