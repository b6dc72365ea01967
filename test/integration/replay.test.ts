import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandpiperSolver } from '../../src/agent/sandpiper-solver.ts';
import { prepareBox } from '../../src/environment/prepare-box.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { findProfile } from '../../src/model/find-profile.ts';
import { openWorkspace } from '../../src/run/preparation/open-workspace.ts';
import { planRun } from '../../src/run/preparation/plan-run.ts';
import { describeStart } from '../../src/run/recording/describe-start.ts';
import { recordedWorkspace } from '../../src/run/recording/recorded-workspace.ts';
import { redactAsKnown } from '../../src/run/recording/redact-as-known.ts';
import { describeReplay } from '../../src/run/replay/describe-replay.ts';
import { replayRun } from '../../src/run/replay/replay-run.ts';
import { standInRun } from '../../src/run/replay/stand-in-run.ts';
import type { RunDeps } from '../../src/run/run-deps.ts';
import { objectToChange } from '../../src/run/solving/object-to-change.ts';
import { trackProgress } from '../../src/run/telling/progress.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { type ChainHead, chainStart } from '../../src/store/record-event.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { sealEvent } from '../../src/store/seal-event.ts';
import { verifyChain } from '../../src/store/verify-chain.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { checkoutWith, gitDeps, never } from '../support/git-fixture.ts';
import {
  bashCall,
  call,
  calls,
  editCall,
  finishCall,
  type Scripted,
  scriptedModel,
  viewCall,
} from '../support/scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { tinyFiles } from '../support/tiny-repository.ts';

let sandboxes: DockerSandboxesForTests;
let data: Awaited<ReturnType<typeof temporaryDirectory>>;
let deps: RunDeps;
beforeAll(async () => {
  sandboxes = await dockerSandboxesForTests();
  data = await temporaryDirectory();
  await checkoutWith(join(data.path, 'tiny'), tinyFiles);
  deps = {
    sandboxes: sandboxes.provider,
    askModel: scriptedModel([]),
    boxFor: async () => ({ image: deps.settings.image, egress: deps.settings.egress, notes: [] }),
    git: gitDeps({ scratch: data.path }),
    layers: null,
    settings: {
      dataDirectory: data.path,
      commands: null,
      image: await imageReference('node'),
      isolation: 'container',
      storage: 'memory',
      solver: sandpiperSolver,
      model: { ...findProfile('gpt-4.1', 'https://api.openai.com/v1'), editStyle: 'edit', name: 'gpt-4.1' },
      planShare: 0.5,
      candidatesAtOnce: 2,
      budget: { steps: 20, tokens: 1_000_000, costUsd: 10, minutes: 10 },
      limits: { ...sandboxes.spec().limits, memoryMiB: 512, pids: 256 },
      egress: { allow: [], env: {} },
      installTimeoutMs: 60_000,
      testTimeoutMs: 60_000,
      exportRules: { maxFiles: 100, maxFileBytes: 1024 * 1024, maxTotalBytes: 4 * 1024 * 1024, protectedPaths: [] },
    },
    onEvent: () => undefined,
    now: Date.now,
    log: pino({ level: 'silent' }),
  };
});
afterAll(async () => {
  await sandboxes[Symbol.asyncDispose]();
  await data[Symbol.asyncDispose]();
});

/** What a run leaves when this is what its model does. */
async function runOnce(id: string, answers: readonly Scripted[]): Promise<string> {
  const record = openRunRecord(data.path, id, { redact: redactAsKnown(() => ['a-secret-of-the-host']) });
  const run = standInRun(deps, { record, progress: trackProgress(deps, record, () => undefined) }, never);
  record.append('run.started', await describeStart(deps, run.origin));
  const source = { remoteUrl: join(data.path, 'tiny'), token: null, branch: null };
  const mirror = await openMirror(
    deps.git,
    { ...source, directory: join(data.path, 'mirrors/tiny-0123456789ab.git') },
    never,
  );
  await using sandbox = await openWorkspace(run, { mirror, sha: mirror.baseSha, purpose: 'agent' });
  const { plan } = await planRun(run, mirror);
  run.progress.addBase({ mirror, image: deps.settings.image, plan });
  const onCommand = (command: Parameters<typeof run.progress.addCommand>[1]) =>
    run.progress.addCommand('agent', command);
  await prepareBox({ workspace: sandbox, onCommand, blockedHosts: () => [] }, plan, 60_000, never);
  const attempt = await sandpiperSolver.solve(
    {
      askModel: scriptedModel(answers),
      model: deps.settings.model,
      workspace: recordedWorkspace(sandbox.restricted(), record, 'agent'),
      record: (event) => run.progress.addAgentEvent(event),
      now: Date.now,
      takeMessages: () => [],
      objectTo: objectToChange({ test: plan.test, protectedPaths: [] }),
      nestedGuidance: [],
    },
    [{ role: 'user', text: 'add(2, 2) is 0.' }],
    deps.settings.budget,
    never,
  );
  record.append('run.ended', { outcome: { kind: 'no-change', stop: attempt.stop } });
  await record.flush();
  return record.directory;
}

const fix = [
  bashCall('node --test; echo "ran at $(date +%H:%M:%S)"'),
  calls(call('view', { path: 'add.js' }), call('view', { path: 'gone.js' }), call('fly', {})),
  editCall('add.js', 'a - b', 'a + b'),
  bashCall('node --test'),
  finishCall('fixed', 'It adds.'),
  finishCall('fixed', 'It adds.'),
];

/** Changes what the record says and seals it again, as nobody but a forger would. */
async function forge(directory: string, change: (line: string) => string): Promise<void> {
  const file = join(directory, 'events.jsonl');
  let head: ChainHead = { seq: 0, hash: chainStart };
  const lines = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((text) => {
      const { seq: _seq, at, type, prev: _prev, hash: _hash, ...rest } = JSON.parse(change(text));
      const { line, ...next } = sealEvent(head, { at, type }, rest);
      head = next;
      return line;
    });
  await writeFile(file, `${lines.join('\n')}\n`);
}

const answer = {
  step: 1,
  text: '',
  reasoning: '',
  toolCalls: [],
  finish: 'complete',
  repairs: [],
  usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, costUsd: 0 },
  durationMs: 1,
};

describe('a recorded run that is done again', { timeout: 120_000 }, () => {
  test('comes out the same, call by call and file by file, without a model', async () => {
    const directory = await runOnce('run-same', fix);

    const report = await replayRun(deps, directory, { force: false }, never);

    expect(report.calls.map(({ tool, outcome }) => `${tool} ${outcome}`)).toEqual(
      ['bash', 'view', 'view', 'fly', 'edit', 'bash', 'finish', 'finish']
        .slice(0, report.calls.length)
        .map((tool) => `${tool} same`),
    );
    expect(report.calls.length).toBeGreaterThan(6);
    expect(report.trees.length).toBeGreaterThan(1);
    expect(report.trees.every(({ outcome }) => outcome === 'same')).toBe(true);
    expect(report).toMatchObject({ isSame: true, distrust: null });
    expect(describeReplay(report).at(-1)).toMatch(/^The same: \d of \d calls came out the same\.$/);
    expect(await verifyChain(directory)).toMatchObject({ ok: true, hasEnded: true });
  });

  test('differs where a command says something else each time, and in the files it wrote', async () => {
    const directory = await runOnce('run-date', [
      bashCall('echo first; date +%s%N > stamp.txt; cat stamp.txt'),
      bashCall('cat add.js'),
      finishCall('blocked'),
      finishCall('blocked'),
    ]);

    const report = await replayRun(deps, directory, { force: false }, never);

    expect(report.isSame).toBe(false);
    expect(report.calls[0]).toMatchObject({
      outcome: 'different',
      difference: { line: 3, recorded: expect.stringMatching(/^\d{19}$/) },
    });
    expect(report.calls[1]?.outcome).toBe('same');
    expect(report.trees.at(-1)?.outcome).toBe('different');
    const lines = describeReplay(report).join('\n');
    expect(lines).toMatch(/step {3}1 {2}bash {2}different in line 3\n {6}- \d{19}\n {6}\+ \d{19}\n/);
    expect(lines).toContain('different first after step 1');
    expect(lines).toContain('Not the same: ');
  });

  test('differs where the record says what was never so', async () => {
    const directory = await runOnce('run-forged', [viewCall('add.js'), finishCall('blocked'), finishCall('blocked')]);
    await forge(directory, (line) => (line.includes('"agent.observation"') ? line.replace('a - b', 'a * b') : line));

    const report = await replayRun(deps, directory, { force: false }, never);

    expect(report.calls[0]).toMatchObject({
      outcome: 'different',
      difference: { recorded: expect.stringContaining('a * b'), replayed: expect.stringContaining('a - b') },
    });
  });

  test('is compared as far as the record was not redacted or cut', async () => {
    const directory = await runOnce('run-redacted', [
      bashCall('echo a-secret-of-the-host'),
      bashCall('echo token ghp_$(printf "a%.0s" $(seq 40))'),
      finishCall('blocked'),
      finishCall('blocked'),
    ]);
    const file = join(directory, 'events.jsonl');
    const text = await readFile(file, 'utf8');
    const lastAnswer = text.lastIndexOf('"type":"agent.answer"');
    await writeFile(file, text.slice(0, lastAnswer + 300));

    const report = await replayRun(deps, directory, { force: false }, never);

    // The first ran the mark itself, which says the same; the second shows a token that the mark stands for.
    expect(report.calls.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['same', 'same']);
    expect(report.isSame).toBe(true);
  });
});

describe('a record that cannot be replayed', () => {
  test('because it was changed is refused, unless that is what is wanted', { timeout: 120_000 }, async () => {
    const directory = await runOnce('run-broken', [viewCall('add.js'), finishCall('blocked'), finishCall('blocked')]);
    const file = join(directory, 'events.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('a - b', 'a * b'));

    await expect(replayRun(deps, directory, { force: false }, never)).rejects.toThrow(
      /not as it was written\. event \d/,
    );
    const report = await replayRun(deps, directory, { force: true }, never);

    expect(report.distrust).toMatch(/changed after it was written/);
    expect(describeReplay(report).join('\n')).toContain('The record is not as it was written.');
  });

  test.for<
    [
      name: string,
      told: readonly (readonly [type: 'run.started' | 'run.base' | 'agent.answer', data: object])[],
      why: RegExp,
    ]
  >([
    ['because its agent never began', [], /no step of an agent/],
    [
      'because its mirror is gone',
      [
        ['run.base', base({ mirror: 'gone-0123456789ab.git' })],
        ['agent.answer', answer],
      ],
      /no mirror gone-/,
    ],
    [
      'because its commit is gone',
      [
        ['run.base', base({ sha: 'a'.repeat(40) })],
        ['agent.answer', answer],
      ],
      /does not have it any more/,
    ],
    ['because it names a mirror elsewhere', [['run.base', base({ mirror: '../../tiny' })]], /cannot be understood/],
    [
      'because it names a commit that is an option',
      [['run.base', base({ sha: '--upload-pack=x' })]],
      /cannot be understood/,
    ],
  ])('%s is refused before a box is made', async ([name, told, why]) => {
    const record = openRunRecord(data.path, `run-${name.replaceAll(' ', '-')}`, { redact: (text) => text });
    record.append('run.started', await describeStart(deps, standInRun(deps, unused(record), never).origin));
    for (const [type, data] of told) record.append(type, data);
    await record.flush();

    await expect(replayRun(deps, record.directory, { force: false }, never)).rejects.toThrow(why);
  });

  test('because there is none is refused', async () => {
    await rm(join(data.path, 'runs/none'), { recursive: true, force: true });

    await expect(replayRun(deps, join(data.path, 'runs/none'), { force: false }, never)).rejects.toThrow(
      /could not be read/,
    );
  });

  test('because another solver made it is refused', async () => {
    const other = { ...deps, settings: { ...deps.settings, solver: { ...sandpiperSolver, name: 'another' } } };
    const directory = join(data.path, 'runs/run-same');

    await expect(replayRun(other, directory, { force: false }, never)).rejects.toThrow(
      /solver sandpiper, and this is another/,
    );
  });
});

function base(different: object): object {
  return { sha: 'b'.repeat(40), branch: 'main', mirror: 'tiny-0123456789ab.git', image: 'x', plan: {}, ...different };
}

function unused(record: ReturnType<typeof openRunRecord>) {
  return { record, progress: trackProgress(deps, record, () => undefined) };
}
