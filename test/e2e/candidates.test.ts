import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { type AskModel, ModelFault, type ModelRequest } from '../../src/model/ask-model.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { localOrigin } from '../../src/run/origins/local-origin.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { leaveInInbox } from '../../src/store/run-inbox.ts';
import { checkoutWith, gitDeps, never } from '../support/git-fixture.ts';
import { bashCall, finishCall } from '../support/scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { tinyFiles } from '../support/tiny-repository.ts';

const open: { stack: AsyncDisposableStack; path: string; workbench: Workbench | null } = {
  stack: new AsyncDisposableStack(),
  path: '',
  workbench: null,
};
const events: RunEvent[] = [];

beforeAll(async () => {
  open.path = open.stack.use(await temporaryDirectory()).path;
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(open.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    SANDPIPER_WARM_BOXES: '0',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'a-model-key-that-is-secret',
    SANDPIPER_MODEL: 'gpt-4.1',
  });
  const options = {
    role: 'local' as const,
    say: () => undefined,
    onEvent: (event: RunEvent) => void events.push(event),
  };
  open.workbench = open.stack.use(await openWorkbench(settings, options, AbortSignal.timeout(60_000)));
});
afterAll(() => open.stack.disposeAsync());

const issue = { number: null, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: null };

async function tryCandidates(name: string, count: number, askModel: AskModel, signal = never) {
  if (open.workbench === null) throw new Error('There is no workbench');
  const repositoryPath = join(open.path, name);
  await checkoutWith(repositoryPath, tinyFiles);
  const { run } = open.workbench;
  const origin = localOrigin({ git: run.git, secrets: ['a-model-key-that-is-secret'] }, repositoryPath, issue);
  const task = { ...plainTask, begins: { kind: 'candidates' as const, count } };
  return { repositoryPath, end: await executeRun({ ...run, askModel }, origin, task, signal) };
}

/** Which candidate asks, by the one sentence in which their prompts differ. */
function whoAsks({ messages }: ModelRequest): 1 | 2 | 3 {
  const prompt = messages.find(({ role }) => role === 'user')?.text ?? '';
  if (prompt.includes('find the shortest way')) return 1;
  return prompt.includes('first write a test that fails') ? 2 : 3;
}

const answered = ({ messages }: ModelRequest) => messages.filter(({ role }) => role === 'assistant').length;
const lastResult = ({ messages }: ModelRequest) => messages.findLast(({ role }) => role === 'tool')?.text ?? '';

const look = "find / -name 'mark-of-*' -not -path '/proc/*' 2>/dev/null | sort";
const marks = (number: number) => `touch ~/mark-of-${number} /tmp/mark-of-${number} mark-of-${number}; ${look}`;

test('several candidates are tried, and the smallest that is verified is published with all beside one another', {
  timeout: 400_000,
}, async () => {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const seen = new Map<number, string>();
  const askModel: AskModel = async (request) => {
    const number = whoAsks(request);
    if (number === 3) throw new ModelFault('bad-request', 'The model does not like candidate 3.');
    const step = answered(request);
    if (step === 1) {
      seen.set(number, lastResult(request));
      (number === 1 ? first : second).resolve();
    }
    // Each looks while the other's marks are there, and goes on when both have looked.
    if (number === 2 && step === 0) await first.promise;
    if (step === 1) await Promise.all([first.promise, second.promise]);
    if (step === 0) return bashCall(marks(number));
    if (step > 1) return finishCall();
    const mend = "rm mark-of-*; sed -i 's/a - b/a + b/' add.js";
    const more = number === 1 ? " && printf '// It adds.\\n// It does.\\n' >> add.js" : '';
    return bashCall(`${mend}${more} && node --test`);
  };

  const { end, repositoryPath } = await tryCandidates('three', 3, askModel);

  expect(seen.get(1)).toContain('mark-of-1');
  expect(seen.get(2)).toContain('mark-of-2');
  expect(seen.get(2)).not.toContain('mark-of-1');
  expect(end).toMatchObject({
    runId: expect.stringMatching(/-c2$/),
    outcome: {
      kind: 'published',
      verdict: 'verified',
      candidates: {
        because: 'Candidate 2 was chosen because, set against the next best, it is the smallest change.',
        rows: [
          {
            number: 2,
            why: null,
            result: { verdict: 'verified', fixed: 1, broken: 0, lines: { added: 1, removed: 1 } },
          },
          { number: 1, why: 'it changes 4 lines outside tests', result: { verdict: 'verified' } },
          { number: 3, why: 'The model does not like candidate 3.', result: { kind: 'failed' } },
        ],
      },
    },
  });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', repositoryPath, ...args], { encoding: 'utf8' });
  const branch = 'sandpiper/local-adding-subtracts';
  expect(git('diff', '--numstat', 'main', branch).trim()).toBe('1\t1\tadd.js');

  const runs = join(open.path, 'data/runs');
  const own = end.runId.replace(/-c2$/, '');
  expect((await readdir(runs)).toSorted()).toEqual([own, `${own}-c1`, `${own}-c2`, `${own}-c3`]);
  expect(await readFile(join(runs, own, 'candidate-1.patch'), 'utf8')).toContain('+// It does.');
  const text = await readFile(join(end.directory, 'pull-request.md'), 'utf8');
  expect(text).toContain('#### 3 candidates');
  expect(text).toMatch(/\| \*\*2\*\* \| Verified \| 1 \| 0 \| \+1 −1 \|.*\| chosen \|/);
  const commit = { repository: repositoryPath, sha: git('rev-parse', branch).trim() };
  for (const id of [own, `${own}-c1`, `${own}-c2`, `${own}-c3`]) {
    const record = { directory: join(runs, id), anchor: null, commit: id === end.runId ? commit : null };
    expect(await verifyRecord({ git: gitDeps() }, record, never)).toMatchObject({ isSound: true });
  }
  const ended = events.filter(({ type }) => type === 'ended').map(({ runId }) => runId);
  expect(ended.toSorted()).toEqual([own, `${own}-c1`, `${own}-c2`, `${own}-c3`]);
});

test('whoever stops the run stops all its candidates, and each says so in its record', {
  timeout: 200_000,
}, async () => {
  const asked = new Set<number>();
  const askModel: AskModel = async (request, _patience, signal) => {
    asked.add(whoAsks(request));
    const started = events.findLast((event) => event.type === 'started' && !/-c\d$/.test(event.runId));
    if (asked.size === 2 && started?.type === 'started') {
      await leaveInInbox(started.directory, { kind: 'stop', author: 'wader' }, never);
    }
    return await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };

  const { end } = await tryCandidates('stopped', 2, askModel);

  expect(end.outcome).toMatchObject({ kind: 'cancelled', because: 'wader stopped the run.' });
  for (const number of [1, 2]) {
    const directory = `${end.directory}-c${number}`;
    expect(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8'))).toMatchObject({
      outcome: { kind: 'cancelled' },
    });
  }
  const left: string[] = [];
  for await (const { id } of open.workbench?.run.sandboxes.list({ labels: {} }) ?? []) left.push(id);
  expect(left).toEqual([]);
});

test('where every candidate fails the run ends with the failure of the first', { timeout: 200_000 }, async () => {
  const askModel: AskModel = async (request) => {
    throw new ModelFault('bad-request', `The model does not like candidate ${whoAsks(request)}.`);
  };

  const { end } = await tryCandidates('failing', 2, askModel);

  expect(end).toMatchObject({
    runId: expect.stringMatching(/-c1$/),
    outcome: { kind: 'failed', failure: { cause: 'model', reason: 'The model does not like candidate 1.' } },
  });
});

test('where one candidate lets a decoy out nothing of the others is published either', {
  timeout: 200_000,
}, async () => {
  const asked: number[] = [];
  const askModel: AskModel = async (request, _patience, signal) => {
    const number = whoAsks(request);
    asked.push(number);
    // The other goes on for as long as it is let.
    if (number === 2) {
      return await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    if (answered(request) === 0) return bashCall('cat ~/.git-credentials > leak.txt');
    return finishCall('blocked', 'I cannot.');
  };

  const { end, repositoryPath } = await tryCandidates('compromised', 2, askModel);

  expect(asked).toContain(2);
  expect(end.outcome).toMatchObject({ kind: 'failed', failure: { cause: 'safety' } });
  const branches = execFileSync('git', ['-C', repositoryPath, 'branch', '--list', 'sandpiper/*'], { encoding: 'utf8' });
  expect(branches).toBe('');
});
