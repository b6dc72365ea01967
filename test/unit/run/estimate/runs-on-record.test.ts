import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPastRuns } from '../../../../src/run/estimate/read-past-runs.ts';
import { spentSince } from '../../../../src/run/estimate/spent-since.ts';
import { openRunRecord } from '../../../../src/store/run-record.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const ours = 'octo/sums';
const day = '2026-11-20T12:00:00.000Z';

type End = Readonly<Record<string, unknown>>;

/** As `endRecord` writes it; `at` is the second of the day in which the run began. */
function end(different: End = {}): End {
  return {
    repository: ours,
    issue: 1,
    task: { kind: 'solve', begins: 'afresh' },
    endedAt: day,
    spent: { elapsedMs: 60_000, steps: 3, costUsd: 0.5 },
    outcome: { kind: 'published', verdict: 'verified' },
    ...different,
  };
}

const idOf = (at: number) => `20261120-${String(110_000 + at)}-${String(at).padStart(8, '0')}`;

async function leave(data: string, id: string, text: string) {
  await mkdir(join(data, 'runs', id), { recursive: true });
  await writeFile(join(data, 'runs', id, 'run.json'), text);
}

async function leaveAll(data: string, ends: readonly End[]) {
  for (const [at, one] of ends.entries()) await leave(data, idOf(at), JSON.stringify(one));
}

describe('the past runs of a repository', () => {
  test.for<readonly [string, End, string | null]>([
    ['a verified pull request', {}, 'verified'],
    ['another one', { outcome: { kind: 'published', verdict: 'partial' } }, 'published'],
    ['no change', { outcome: { kind: 'no-change' } }, 'nothing'],
    ['a failure', { outcome: { kind: 'failed' } }, 'nothing'],
    ['a stopped run', { outcome: { kind: 'cancelled' } }, 'stopped'],
    ['a refused one', { outcome: { kind: 'refused' } }, null],
    ['a plan', { task: { kind: 'plan' }, outcome: { kind: 'planned' } }, null],
    ['further commits', { task: { kind: 'revise' } }, null],
    ['several candidates', { task: { kind: 'solve', begins: 'candidates' } }, null],
    ['one of another repository', { repository: 'octo/other' }, null],
    ['one without what it spent', { spent: null }, null],
    ['one that took less than no time', { spent: { elapsedMs: -1, costUsd: 1 } }, null],
    ['one from before tasks were written down', { task: undefined }, null],
  ])('%s counts as it should', async ([, different, ending]) => {
    await using data = await temporaryDirectory();
    await leaveAll(data.path, [end(different)]);

    expect(await readPastRuns(data.path, ours)).toEqual(
      ending === null ? [] : [{ endedAt: day, ending, elapsedMs: 60_000, costUsd: 0.5 }],
    );
  });

  test('are the newest fifty, newest first', async () => {
    await using data = await temporaryDirectory();
    const ends = Array.from({ length: 120 }, (_, at) =>
      end({ repository: at % 2 === 0 ? ours : 'octo/other', spent: { elapsedMs: at, costUsd: null } }),
    );
    await leaveAll(data.path, ends);

    const runs = await readPastRuns(data.path, ours);

    expect(runs.map(({ elapsedMs }) => elapsedMs)).toEqual(Array.from({ length: 50 }, (_, at) => 118 - 2 * at));
  });

  test('are looked for among the newest two thousand of all', async () => {
    await using data = await temporaryDirectory();
    await leaveAll(data.path, [end(), end()]);
    for (let at = 2; at < 2_001; at += 1) await mkdir(join(data.path, 'runs', idOf(at)), { recursive: true });

    expect(await readPastRuns(data.path, ours)).toHaveLength(1);
  });

  test('are told beside what is damaged, unfinished, too long, or no run at all', async () => {
    await using data = await temporaryDirectory();
    await leaveAll(data.path, [end()]);
    await leave(data.path, idOf(1), '{"repository": "octo/su');
    await leave(data.path, idOf(2), JSON.stringify(end({ filler: 'x'.repeat(5 * 1024 * 1024) })));
    await leave(data.path, `${idOf(0)}-c1`, JSON.stringify(end()));
    await leave(data.path, 'not-a-run', JSON.stringify(end()));
    await mkdir(join(data.path, 'runs', idOf(3), 'run.json'), { recursive: true });
    await mkdir(join(data.path, 'runs', idOf(4)));

    expect(await readPastRuns(data.path, ours)).toHaveLength(1);
  });

  test('of an installation that has run nothing are none', async () => {
    await using data = await temporaryDirectory();

    expect(await readPastRuns(data.path, ours)).toEqual([]);
    expect(await spentSince(data.path, new Date(day))).toBe(0);
  });
});

/** A run that has no end: it goes on, or its server died. */
async function leaveOpen(data: string, id: string, costs: readonly (number | null)[], at = day) {
  const record = openRunRecord(data, id, { redact: (text) => text, now: () => Date.parse(at) });
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 };
  for (const costUsd of costs) record.append('agent.answer', { usage: { ...usage, costUsd } });
  record.append('agent.shrunk', { how: 'masked', before: 2, after: 1 });
  await record.flush();
}

describe('what was spent since a moment', () => {
  test('is what runs came to that ended since then, of whatever kind and repository', async () => {
    await using data = await temporaryDirectory();
    await leaveAll(data.path, [
      end({ endedAt: '2026-11-20T11:59:59.000Z', spent: { elapsedMs: 1, costUsd: 100 } }),
      end(),
      end({ task: { kind: 'plan' }, repository: 'octo/other', spent: { elapsedMs: 1, costUsd: 0.25 } }),
      end({ outcome: { kind: 'failed' }, spent: { elapsedMs: 1, costUsd: null } }),
    ]);

    expect(await spentSince(data.path, new Date(day))).toBeCloseTo(0.75);
  });

  test('includes runs that have no end, by their answers since then, and those of their candidates', async () => {
    await using data = await temporaryDirectory();
    await leaveOpen(data.path, idOf(1), [1, 2, null]);
    await leaveOpen(data.path, idOf(2), [], day);
    await leaveOpen(data.path, `${idOf(2)}-c1`, [4]);
    await leaveOpen(data.path, idOf(3), [100], '2026-11-20T11:00:00.000Z');

    expect(await spentSince(data.path, new Date(day))).toBeCloseTo(7);
  });

  test('includes what came before the damage of a record', async () => {
    await using data = await temporaryDirectory();
    await leaveOpen(data.path, idOf(1), [1]);
    await writeFile(join(data.path, 'runs', idOf(1), 'events.jsonl'), 'no event\n', { flag: 'a' });

    expect(await spentSince(data.path, new Date(day))).toBeCloseTo(1);
  });

  test('does not look at runs that began more than a day before', async () => {
    await using data = await temporaryDirectory();
    await leave(data.path, '20261119-115959-00000000', JSON.stringify(end()));
    await leave(data.path, '20261119-120000-00000000', JSON.stringify(end()));

    expect(await spentSince(data.path, new Date(day))).toBeCloseTo(0.5);
  });
});
