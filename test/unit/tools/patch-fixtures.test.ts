import { expect, test } from 'vitest';
import { planPatch } from '../../../src/tools/patch/plan-patch.ts';
import { readPatch } from '../../../src/tools/patch/read-patch.ts';
import { resolveWritable } from '../../../src/tools/resolve-path.ts';
import { decodeText, type FoundFile } from '../../../src/tools/text-file.ts';
import { patchCases } from './patch-cases.ts';

const cases = patchCases();

test.for(cases)('$title', async ({ files, patch, expected, words }) => {
  const after = await applyTo(files, patch);

  expect(typeof after === 'string' ? null : after).toEqual(expected);
  expect(typeof after === 'string' ? after : '').toMatch(expected === null ? words : /^$/);
});

test('there are forty cases or more, and no two are alike', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
  expect(new Set(cases.map(({ files, patch }) => JSON.stringify([...files, patch]))).size).toBe(cases.length);
});

/** The files afterwards, or why there are none. */
async function applyTo(
  files: ReadonlyMap<string, string>,
  patch: string,
): Promise<ReadonlyMap<string, string> | string> {
  const read = readPatch(patch);
  if (!read.ok) return read.problem;
  const suggest = () => Promise.resolve('');
  const plan = await planPatch({ read: (path, use) => Promise.resolve(find(files, path, use)), suggest }, read.files);
  if (!plan.ok) return plan.problem;
  const after = new Map(files);
  for (const { path, after: text, bytes } of plan.changes) {
    if (text === null) after.delete(path);
    else after.set(path, bytes);
  }
  return after;
}

function find(files: ReadonlyMap<string, string>, asked: string, use: 'change' | 'create'): FoundFile | string {
  const resolved = resolveWritable('/workspace', asked);
  if (!resolved.ok) return resolved.problem;
  const bare = use === 'change' && !files.has(resolved.path) ? resolved.path.replace(/^[ab]\//, '') : resolved.path;
  const path = files.has(bare) ? bare : resolved.path;
  const bytes = files.get(path);
  const text = bytes === undefined ? null : decodeText(new TextEncoder().encode(bytes));
  return text === null ? { path, kind: 'missing' } : { path, kind: 'text', mode: 0o644, version: '1', ...text };
}
