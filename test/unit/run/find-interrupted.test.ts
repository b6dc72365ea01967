import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findInterrupted } from '../../../src/run/telling/find-interrupted.ts';
import { openRunRecord } from '../../../src/store/run-record.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

let data: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  data = await temporaryDirectory();
});
afterEach(() => data[Symbol.asyncDispose]());

const about = { repository: 'o/r', issue: 7 };
const work = { pull: 9, cause: 'review', headSha: 'a'.repeat(40) };

async function write(runId: string, different: { readonly request?: object; readonly end?: object } = {}) {
  let now = Date.parse('2026-11-26T01:00:00Z');
  const record = openRunRecord(data.path, runId, { redact: (text) => text, now: () => (now += 1_000) });
  record.append('run.started', {});
  await record.save('request.json', { repository: 'o/r', issue: { number: 7 }, ...different.request });
  record.append('stage', { stage: 'solving' });
  record.append('run.work', { work });
  record.append('agent.answer', { step: 1, usage: { costUsd: 0.25 } });
  record.append('agent.answer', { step: 2, usage: { costUsd: 0.25 } });
  if (different.end !== undefined) await record.save('run.json', different.end);
  await record.flush();
}

test('what a run had come to when its process died is read from its record, torn as it may be', async () => {
  await write('20261126-010000-0a1b2c3d');
  await appendFile(join(data.path, 'runs', '20261126-010000-0a1b2c3d', 'events.jsonl'), '{"seq":8,"at":"2026');

  expect(await findInterrupted(data.path, about)).toEqual({
    runId: '20261126-010000-0a1b2c3d',
    stage: 'solving',
    elapsedMs: 5_000,
    steps: 2,
    costUsd: 0.5,
    work,
  });
});

test.for<[string, Parameters<typeof write>[1]]>([
  ['of another issue', { request: { issue: { number: 8 } } }],
  ['of another repository', { request: { repository: 'o/other' } }],
  ['that has ended', { end: { outcome: { kind: 'cancelled' } } }],
])('a run %s is not taken for it', async ([, different]) => {
  await write('20261126-010000-0a1b2c3d', different);

  expect(await findInterrupted(data.path, about)).toBeNull();
});

test('what was told once is not told again of a later run that left nothing', async () => {
  await write('20261126-010000-0a1b2c3d');
  await write('20261126-020000-0a1b2c3d', {
    end: { outcome: { kind: 'failed' }, interrupted: '20261126-010000-0a1b2c3d' },
  });

  expect(await findInterrupted(data.path, about)).toBeNull();
});

test('the newest of several is the one that was interrupted', async () => {
  for (const hour of ['01', '03', '02']) await write(`20261126-${hour}0000-0a1b2c3d`);

  expect((await findInterrupted(data.path, about))?.runId).toBe('20261126-030000-0a1b2c3d');
});

test('where nothing was ever written there is nothing', async () => {
  expect(await findInterrupted(join(data.path, 'nowhere'), about)).toBeNull();
});
