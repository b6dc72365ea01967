import { expect, test } from 'vitest';
import { watchTree } from '../../../../src/agent/control/watch-tree.ts';
import { editReport, someReport, viewReport } from '../../../support/some-report.ts';

const never = new AbortController().signal;

/** Gives these digests in turn and counts how often it was asked. */
function digests(...values: readonly (string | null)[]) {
  const asked = { times: 0 };
  const hash = async () => values[asked.times++] ?? null;
  return Object.assign(hash, { asked });
}

test('a tool that may have changed something makes it look, others do not', async () => {
  const hash = digests('A', 'B');
  const tree = watchTree(hash);
  await tree.begin(never);

  expect(await tree.look([viewReport('a')], never)).toBeUndefined();
  expect([tree.id, tree.hasChanged]).toEqual(['A', false]);
  expect(await tree.look([viewReport('a'), someReport()], never)).toBe('B');
  expect([tree.id, tree.hasChanged]).toEqual(['B', true]);
  expect(hash.asked.times).toBe(2);
});

test('a command that changed nothing leaves the tree as it was, and so does a change that is taken back', async () => {
  const tree = watchTree(digests('A', 'A', 'B', 'A'));
  await tree.begin(never);
  const states: unknown[] = [];

  for (let step = 0; step < 3; step += 1) {
    await tree.look([someReport()], never);
    states.push([tree.id, tree.hasChanged]);
  }

  expect(states).toEqual([
    ['A', false],
    ['B', true],
    ['A', true],
  ]);
});

test('where no digest can be had, edits that went well count as changes', async () => {
  const tree = watchTree(digests());
  await tree.begin(never);
  const states: unknown[] = [];

  for (const reports of [[someReport()], [editReport('a')], [editReport('a', { isError: true })], [editReport('a')]]) {
    await tree.look(reports, never);
    states.push([tree.id, tree.hasChanged]);
  }

  expect(states).toEqual([
    ['untouched', false],
    ['after 1 edits', true],
    ['after 1 edits', false],
    ['after 2 edits', true],
  ]);
});

test('after three failures in a row nobody asks again', async () => {
  const hash = digests();
  const tree = watchTree(hash);
  await tree.begin(never);

  for (let step = 0; step < 10; step += 1) await tree.look([someReport()], never);

  expect(hash.asked.times).toBe(3);
});
