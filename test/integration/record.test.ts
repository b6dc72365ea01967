import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { solve } from '../../src/agent/solve.ts';
import { endRecord } from '../../src/run/recording/end-record.ts';
import { exportRun } from '../../src/run/recording/export-run.ts';
import { recordedWorkspace } from '../../src/run/recording/recorded-workspace.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import type { RunOutcome } from '../../src/run/run-outcome.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { trackProgress } from '../../src/run/telling/progress.ts';
import { readEvents } from '../../src/store/read-events.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { verifyChain } from '../../src/store/verify-chain.ts';
import { atifProblems } from '../support/atif-problems.ts';
import { bashCall, editCall, finishCall, scriptedModel } from '../support/scripted-model.ts';
import { someSolveDeps } from '../support/some-solve-deps.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { tinyFiles } from '../support/tiny-repository.ts';
import { ample, prompt, repositoryBox } from '../support/try-solving.ts';

const cancelled: RunOutcome = { kind: 'cancelled', stage: 'solving', because: 'Somebody stopped it.' };
const origin = { repository: 'wader/tiny', issue: { number: 1, title: 'Adding', body: '', author: null } };

/** The record of an attempt in a real box, up to where its run ends. */
async function attemptOnce(dataDirectory: string) {
  await using box = await repositoryBox(tinyFiles);
  const record = openRunRecord(dataDirectory, 'run-1', { redact: (text) => text });
  const events: RunEvent[] = [];
  const deps = { now: Date.now, onEvent: (event: RunEvent) => void events.push(event) };
  const progress = trackProgress(deps, record, () => undefined);
  progress.enter('solving');
  const answers = [
    bashCall(`head -c 400000 /dev/zero | tr '\\0' 'x' > long.txt; cat long.txt`),
    bashCall('rm long.txt'),
    editCall('add.js', 'a - b', 'a + b'),
    bashCall('true'),
    finishCall('fixed', `It adds. ${'Really. '.repeat(40_000)}`),
    finishCall('fixed', 'It adds.'),
    finishCall('fixed', 'It adds.'),
  ];
  const solveDeps = someSolveDeps({
    askModel: scriptedModel(answers),
    workspace: recordedWorkspace(box, record, 'agent'),
    record: (event) => progress.addAgentEvent(event),
  });
  await solve(solveDeps, prompt, ample, new AbortController().signal);
  return { record, progress, deps, events };
}

describe('the record of a run that ends', () => {
  test('is a whole chain with a valid trajectory beside it, and says how the run ended', async () => {
    await using data = await temporaryDirectory();
    const { record, progress, deps, events } = await attemptOnce(data.path);

    await endRecord({ deps, task: plainTask, record, progress, origin }, cancelled);

    const trajectory = await readFile(join(record.directory, 'trajectory.json'), 'utf8');
    expect(atifProblems(JSON.parse(trajectory))).toEqual([]);
    expect(trajectory).toContain('Really. Really.');
    expect(await verifyChain(record.directory)).toEqual({
      ok: true,
      events: record.head.seq,
      head: record.head,
      hasEnded: true,
      isTorn: false,
    });
    expect((await Array.fromAsync(readEvents(record.directory))).at(-1)).toMatchObject({
      type: 'run.ended',
      outcome: cancelled,
    });
    expect(events.at(-1)).toEqual({ type: 'ended', runId: 'run-1', outcome: 'cancelled' });
  });

  test('is exported later as it was exported then, but for how it ended', async () => {
    await using data = await temporaryDirectory();
    const { record, progress, deps } = await attemptOnce(data.path);
    await endRecord({ deps, task: plainTask, record, progress, origin }, cancelled);

    const exported = JSON.parse(await exportRun(record.directory, 'atif'));

    const saved = JSON.parse(await readFile(join(record.directory, 'trajectory.json'), 'utf8'));
    expect(exported).toEqual({ ...saved, extra: { outcome: 'cancelled' } });
  });

  test('says that it could not be written', async () => {
    await using data = await temporaryDirectory();
    const { record, progress, deps } = await attemptOnce(data.path);
    await record.flush();
    await rm(record.directory, { recursive: true });

    await expect(endRecord({ deps, task: plainTask, record, progress, origin }, cancelled)).rejects.toThrow(
      /could not be written/,
    );
  });
});

describe('a record that cannot be exported', () => {
  test.for([
    ['is not there', null, /could not be read/],
    ['holds something else', 'hello\n', /Line 1 .* is no event/],
    [
      'was written by another version',
      '{"seq":1,"at":"","type":"agent.answer","prev":"","hash":""}\n',
      /Event 1 of the record, agent.answer, cannot be understood/,
    ],
  ] as const)('because it %s is named', async ([, text, why]) => {
    await using data = await temporaryDirectory();
    if (text !== null) await writeFile(join(data.path, 'events.jsonl'), text);

    await expect(exportRun(data.path, 'atif')).rejects.toThrow(why);
  });
});
