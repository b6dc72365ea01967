import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { localOrigin } from '../../src/run/origins/local-origin.ts';
import { RunStopped } from '../../src/run/run-stopped.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { checkoutWith, commitFiles, gitDeps } from '../support/git-fixture.ts';
import { npmPackage } from '../support/layered-runs.ts';
import { bashCall, finishCall, type Scripted, scriptedModel } from '../support/scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Red where a file that only an agent can have planted is in the home, and where `ms` says anything but what it should. */
const suite = [
  'const { test } = require("node:test"), assert = require("node:assert"), fs = require("node:fs"), os = require("node:os");',
  'test("waits", () => assert.equal(require("./app").wait, 2000));',
  'test("nothing is planted", () => assert.ok(!fs.existsSync(os.homedir() + "/planted")));',
  'test("the dependency is what was locked", () => assert.equal(require("ms")("1s"), 1000));',
  '',
].join('\n');

const poison = 'module.exports = (text) => (text === "2s" ? 2000 : "poison")';
const leaveWork = [
  'sed -i s/3s/2s/ app.js',
  'echo built > output.log',
  'npm install --no-audit --no-fund --prefix "$HOME/tools" ms@2.1.2',
  'touch "$HOME/planted"',
  `echo '${poison}' > node_modules/ms/index.js`,
  'mkdir -p .git/hooks && git add app.js && git commit --quiet -m mine',
].join(' && ');
const look = [
  'git status --short; git log --oneline | wc -l; cat output.log; npm ls --prefix "$HOME/tools" ms',
  'node -p "require(\'ms\')(\'1s\')"; ls "$HOME/planted"; npm test | grep -oE "✖ (waits|nothing is|the dependency)" | sort -u',
].join('; ');

const open: { stack: AsyncDisposableStack; path: string; workbench: Workbench | null } = {
  stack: new AsyncDisposableStack(),
  path: '',
  workbench: null,
};

beforeAll(async () => {
  open.path = open.stack.use(await temporaryDirectory()).path;
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(open.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    SANDPIPER_WARM_BOXES: '0',
    SANDPIPER_WORKSPACE_STORAGE: 'disk',
    SANDPIPER_WORKSPACE_MIB: '256',
    SANDPIPER_WORKSPACE_INODES: '20000',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'a-model-key-that-is-secret',
    SANDPIPER_MODEL: 'gpt-4.1',
  });
  const options = { role: 'local' as const, say: () => undefined };
  open.workbench = open.stack.use(await openWorkbench(settings, options, AbortSignal.timeout(60_000)));
  const files = { ...npmPackage(), 'app.js': 'exports.wait = require("ms")("3s");\n', 'app.test.js': suite };
  await checkoutWith(join(open.path, 'app'), { ...files, '.gitignore': 'node_modules\n*.log\n' });
});
afterAll(() => open.stack.disposeAsync());

/** A run whose agent does this; without a finish among it, somebody stops the run after the last of it. */
async function run(answers: readonly Scripted[], earlierRuns: readonly string[] = []) {
  if (open.workbench === null) throw new Error('There is no workbench');
  const stop = new AbortController();
  const askModel = scriptedModel([
    ...answers,
    async () => {
      stop.abort(new RunStopped('wader stopped the run.'));
      throw stop.signal.reason;
    },
  ]);
  const { run: deps } = open.workbench;
  const issue = { number: null, title: 'It waits too long', body: 'wait is 3000.', author: null };
  const origin = localOrigin({ git: deps.git, secrets: [] }, join(open.path, 'app'), issue);
  const end = await executeRun({ ...deps, askModel }, origin, { ...plainTask, earlierRuns }, stop.signal);
  const events = await readFile(join(end.directory, 'events.jsonl'), 'utf8');
  return { end, events, requests: askModel.requests };
}

const promptOf = ({ requests }: Awaited<ReturnType<typeof run>>) =>
  (requests[0]?.messages ?? []).map(({ text }) => text).join('\n');
const heard = ({ requests }: Awaited<ReturnType<typeof run>>, request: number) =>
  requests[request]?.messages.at(-1)?.text ?? '';
const section = 'Your workspace has the work of an earlier attempt in it';

describe.skipIf(process.getuid?.() !== 0)('a run that was stopped (needs root, for workspaces on disk)', () => {
  test('leaves its workspace to the retry, whose agent alone is in it, and not to a later one', {
    timeout: 300_000,
  }, async () => {
    const first = await run([bashCall(leaveWork)]);

    const second = await run([bashCall(look), finishCall(), finishCall()], [first.end.runId]);
    const third = await run([bashCall('git status --short')], [first.end.runId, second.end.runId]);

    expect(first.end.outcome).toMatchObject({ kind: 'cancelled', stage: 'solving' });
    expect(promptOf(first)).not.toContain(section);
    expect(promptOf(second)).toContain(section);
    expect(promptOf(second)).toContain('app.js (+1 -1)');
    const seen = heard(second, 1);
    expect(seen).toContain(' M app.js\n1\nbuilt\n');
    expect(seen).toContain('ms@2.1.2');
    // Poison and plant are in the box of the agent, whose tests are red of them; were one in a box of the proof, so were the proof.
    expect(seen).toMatch(/poison\n\S*\/planted\n✖ nothing is\n✖ the dependency$/);
    expect(second.end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
    const proof = JSON.parse(await readFile(join(second.end.directory, 'proof.json'), 'utf8'));
    const suites = { fixed: [expect.stringContaining('waits')], newlyFailing: [], stillFailing: [] };
    expect(proof).toMatchObject({ comparison: suites });
    expect(second.events).not.toMatch(/"type":"command","purpose":"agent","command":"npm ci"/);
    const branch = 'sandpiper/local-it-waits-too-long';
    const files = execFileSync('git', ['-C', join(open.path, 'app'), 'diff', '--name-only', 'main', branch]);
    expect(files.toString()).toBe('app.js\n');
    const text = await readFile(join(second.end.directory, 'pull-request.md'), 'utf8');
    expect(text.replaceAll('\u2060', '')).toContain(`went on in the workspace that the run ${first.end.runId} left`);
    const record = { directory: second.end.directory, commit: null, anchor: null };
    expect(await verifyRecord({ git: gitDeps() }, record, AbortSignal.timeout(60_000))).toMatchObject({
      isSound: true,
    });
    expect(promptOf(third)).not.toContain(section);
  });

  test('leaves nothing that another base is worked on in', { timeout: 300_000 }, async () => {
    const first = await run([bashCall('sed -i s/3s/2s/ app.js')]);
    await commitFiles(join(open.path, 'app'), { 'other.js': '' });

    const second = await run([bashCall('git status --short')], [first.end.runId]);

    expect(promptOf(second)).not.toContain(section);
    expect(heard(second, 1)).not.toContain('app.js');
  });
});
