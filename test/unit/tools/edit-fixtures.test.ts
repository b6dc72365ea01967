import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workspace } from '../../../src/sandbox/sandbox.ts';
import { applyEdits } from '../../../src/tools/edit/apply-edits.ts';
import { edit } from '../../../src/tools/edit.ts';
import { localBox } from '../../support/local-box.ts';
import { type EditCase, editCases } from './edit-cases.ts';

const classes = [
  'indentation',
  'tabs-and-spaces',
  'near-miss',
  'nothing-similar',
  'already-applied',
  'stale',
  'conflicting-indentation',
  'unicode-and-whitespace',
  'gutter',
  'duplicates',
];

describe.for(classes)('%s', (name) => {
  const cases = editCases(name);

  test.for(cases)('$title', ({ file, edits, expected, words }) => {
    const edited = applyEdits(file, edits);

    expect(edited.ok ? edited.text : null).toBe(expected);
    expect(edited.ok ? '' : edited.problem).toMatch(expected === null ? words : /^$/);
  });

  test('there are forty cases or more, and no two are alike', () => {
    expectFortyDistinct(cases);
  });
});

describe('line-ends', () => {
  const cases = editCases('line-ends');
  let box: Workspace & AsyncDisposable;
  beforeAll(async () => {
    box = await localBox();
  });
  afterAll(() => box[Symbol.asyncDispose]());

  test.for(cases)('$title', async ({ file, edits, expected, words }) => {
    await box.files.write('file.txt', file);

    const seen = await edit.execute({ workspace: box }, { path: 'file.txt', edits: [...edits] }, never);

    expect(await textAt(box, 'file.txt')).toBe(expected ?? file);
    expect(seen.isError ? seen.text : '').toMatch(expected === null ? words : /^$/);
  });

  test('there are forty cases or more, and no two are alike', () => {
    expectFortyDistinct(cases);
  });
});

const never = new AbortController().signal;

async function textAt(workspace: Workspace, path: string): Promise<string> {
  const bytes = await workspace.files.read(path, { maxBytes: 1_000_000 });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes ?? undefined);
}

function expectFortyDistinct(cases: readonly EditCase[]): void {
  expect(cases.length).toBeGreaterThanOrEqual(40);
  expect(new Set(cases.map(({ file, edits }) => JSON.stringify([file, edits]))).size).toBe(cases.length);
}
