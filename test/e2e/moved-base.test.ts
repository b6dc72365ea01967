import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../../src/composition/open-workbench.ts';
import { runLocally } from '../../src/composition/run-locally.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { gitDeps, never } from '../support/git-fixture.ts';
import { bashCall, finishCall, scriptedModel } from '../support/scripted-model.ts';
import { type Sandpiper, startSandpiper } from '../support/start-sandpiper.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { finish, fixAdd, tinyFiles, tinyRepository } from '../support/tiny-repository.ts';

/** The report keeps GitHub from making links of what looks like a commit. */
const plain = (text: string | null | undefined) => (text ?? '').replaceAll('\u2060', '');

type Files = Readonly<Record<string, string>>;

/** Works with the mistake as it is, and not without it. */
const leansOnTheMistake: Files = {
  'negate.js': "import { add } from './add.js';\nexport const negate = (a) => add(0, a);\n",
  'negate.test.js': [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    "import { negate } from './negate.js';",
    "test('negates', () => assert.equal(negate(2), -2));",
    '',
  ].join('\n'),
};

describe('on GitHub, while others push to the default branch', () => {
  /** They do so once, while the agent works on what the branch was. */
  async function whileSomebodyPushes(files: Files): Promise<{ sandpiper: Sandpiper; tip: () => Promise<string> }> {
    const held: { sandpiper: Sandpiper | null; tip: Promise<string> | null } = { sandpiper: null, tip: null };
    const onEvent = (event: RunEvent) => {
      if (event.type !== 'stage' || event.stage !== 'solving') return;
      const author = { name: 'Wanda Ader', email: 'wanda@tiny.example' };
      const commit = { message: 'Meanwhile', author, at: '2024-05-02T10:00:00Z', files };
      held.tip ??= held.sandpiper?.gitHub.commit('main', commit) ?? null;
    };
    const sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()], onEvent });
    held.sandpiper = sandpiper;
    return { sandpiper, tip: async () => (await held.tip) ?? '' };
  }

  test('a change that works there as well is made and proved again there, and published on it', async () => {
    const { sandpiper: opened, tip } = await whileSomebodyPushes({ 'other.js': 'export {};\n' });
    await using sandpiper = opened;
    const { gitHub } = sandpiper;

    const end = await sandpiper.label();

    const [pull] = await gitHub.pulls();
    const head = pull?.head.sha ?? '';
    expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: false });
    expect((await gitHub.commitMessage(`${head}^`)).trim()).toBe('Meanwhile');
    expect(await gitHub.readFile(head, 'other.js')).toBe('export {};\n');
    const short = (await tip()).slice(0, 10);
    expect(plain(pull?.body)).toContain(`Proved again on ${short}: verified.`);
    expect(plain(await sandpiper.comment())).toContain(`Proved again on ${short}: verified.`);
    expect(await gitHub.checkRuns(head)).toMatchObject([{ conclusion: 'success' }]);
    const record = await sandpiper.record(end);
    expect(JSON.parse(record.get('proof.json') ?? '')).toMatchObject({ base: { sha: await tip() } });
    expect([...record.keys()].filter((name) => name.startsWith('proof-on-'))).toHaveLength(1);
    expect(JSON.parse(record.get('statement.json') ?? '')).toMatchObject({
      predicate: { base: { digest: { gitCommit: await tip() } } },
    });
    const links = await verifyRecord(
      { git: gitDeps() },
      { directory: end.directory, commit: null, anchor: null },
      never,
    );
    expect(links).toMatchObject({ isSound: true });
  });

  test('a change that applies there and breaks what others built is a draft that says failed', async () => {
    const { sandpiper: opened, tip } = await whileSomebodyPushes(leansOnTheMistake);
    await using sandpiper = opened;

    const end = await sandpiper.label();

    const [pull] = await sandpiper.gitHub.pulls();
    expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'failed', draft: true });
    expect(pull?.draft).toBe(true);
    expect(pull?.body).toContain('negates');
    expect(plain(pull?.body)).toMatch(
      new RegExp(`Proved again on ${(await tip()).slice(0, 10)}: failed\\. On \\S+ the change was verified\\.`),
    );
    expect(await sandpiper.gitHub.checkRuns(pull?.head.sha ?? '')).toMatchObject([{ conclusion: 'failure' }]);
  });
});

describe('in a checkout, while others commit to its branch', () => {
  const open: { stack: AsyncDisposableStack; scratch: { readonly path: string } | null; workbench: Workbench | null } =
    {
      stack: new AsyncDisposableStack(),
      scratch: null,
      workbench: null,
    };
  const others: { on: (stage: string) => void } = { on: () => undefined };
  const onEvent = (event: RunEvent) => void (event.type === 'stage' && others.on(event.stage));

  beforeAll(async () => {
    open.scratch = open.stack.use(await temporaryDirectory());
    const settings = operatorSettings({
      ...process.env,
      SANDPIPER_DATA_DIR: join(open.scratch.path, 'data'),
      SANDPIPER_LOG_LEVEL: 'silent',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_API_KEY: 'key',
      SANDPIPER_MODEL: 'scripted',
    });
    const options = { role: 'local' as const, say: () => undefined, onEvent };
    open.workbench = open.stack.use(await openWorkbench(settings, options, AbortSignal.timeout(60_000)));
  });
  afterAll(() => open.stack.disposeAsync());

  type Repository = { readonly path: string; readonly git: (...args: readonly string[]) => string };

  async function checkout(): Promise<Repository> {
    const path = await mkdtemp(join(open.scratch?.path ?? '', 'checkout-'));
    const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', path, ...identity, ...args], { encoding: 'utf8' }).trimEnd();
    git('init', '--quiet', '--initial-branch=main');
    for (const [file, text] of Object.entries(tinyFiles)) await writeFile(join(path, file), text);
    git('add', '.');
    git('commit', '--quiet', '--message', 'Add');
    return { path, git };
  }

  /** One run that mends the sum; `meanwhile` is told each stage as it begins, and acts before it goes on. */
  async function runWhile(repository: Repository, meanwhile: (stage: string, repository: Repository) => void) {
    if (open.workbench === null) throw new Error('There is no workbench');
    others.on = (stage) => meanwhile(stage, repository);
    const askModel = scriptedModel([
      bashCall("sed -i 's/a - b/a + b/' add.js && node --test"),
      finishCall(),
      finishCall(),
    ]);
    const workbench = { ...open.workbench, run: { ...open.workbench.run, askModel } };
    const issue = { number: null, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: null };
    return await runLocally(workbench, { repositoryPath: repository.path, issue }, never);
  }

  /** Another commit on the branch, whose checkout stays as it is. */
  function commit({ git }: Repository, path: string, text: string): void {
    const blob = execFileSync('git', ['-C', git('rev-parse', '--show-toplevel'), 'hash-object', '-w', '--stdin'], {
      input: text,
      encoding: 'utf8',
    });
    git('update-index', '--add', '--cacheinfo', `100644,${blob.trim()},${path}`);
    git('commit', '--quiet', '--message', `Change ${path}`);
  }

  test('a branch that is never at rest is caught up with twice, and the change is a draft', {
    timeout: 300_000,
  }, async () => {
    const repository = await checkout();
    let pushes = 0;

    const { outcome, directory } = await runWhile(repository, (stage) => {
      if (stage !== 'proving') return;
      pushes += 1;
      commit(repository, `other-${pushes}.js`, 'export {};\n');
    });

    expect(outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: true });
    expect(pushes).toBe(3);
    expect(repository.git('rev-parse', 'sandpiper/local-adding-subtracts^')).toBe(repository.git('rev-parse', 'main^'));
    expect(execFileSync('cat', [join(directory, 'pull-request.md')], { encoding: 'utf8' })).toMatch(
      /main moved on to \S+ meanwhile, in other files than this change, without a conflict/,
    );
  });

  test('a branch that got another name is followed', async () => {
    const repository = await checkout();

    const { outcome } = await runWhile(repository, (stage) => {
      if (stage !== 'solving') return;
      repository.git('branch', '--move', 'main', 'trunk');
    });

    expect(outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: false });
    expect(repository.git('rev-parse', 'sandpiper/local-adding-subtracts^')).toBe(repository.git('rev-parse', 'trunk'));
  });

  test('a base on which nothing can be proved any more makes a draft of what was proved before', async () => {
    const repository = await checkout();

    const { outcome, directory } = await runWhile(repository, (stage) => {
      if (stage === 'solving') commit(repository, 'package.json', '{"name":"tiny","type":"module"}\n');
      if (stage === 'solving') repository.git('rm', '--quiet', '--cached', 'add.test.js');
      if (stage === 'solving') repository.git('commit', '--quiet', '--message', 'Untested');
    });

    expect(outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: true });
    expect(execFileSync('cat', [join(directory, 'pull-request.md')], { encoding: 'utf8' })).toMatch(
      /Nothing could be proved on \S+: How to test this repository is not known/,
    );
  });

  test.for<readonly [string, (repository: Repository) => void, object]>([
    [
      'was replaced by a history that conflicts with it',
      (repository) => {
        repository.git('checkout', '--quiet', '--orphan', 'fresh');
        commit(repository, 'add.js', 'export const add = (a, b) => b + a;\n');
        repository.git('branch', '--force', 'main', 'fresh');
      },
      { reason: expect.stringMatching(/^The history of main was replaced .*conflicts with it in add\.js/) },
    ],
    [
      'is gone',
      (repository) => {
        repository.git('checkout', '--quiet', '--orphan', 'fresh');
        commit(repository, 'add.js', 'export const add = (a, b) => b + a;\n');
        repository.git('branch', '--quiet', '-D', 'main');
      },
      { reason: expect.stringMatching(/^main was deleted while the run worked/) },
    ],
    [
      'got the same change',
      (repository) => commit(repository, 'add.js', 'export const add = (a, b) => a + b;\n'),
      { reason: expect.stringMatching(/^main got the same change meanwhile/) },
    ],
    [
      'moved the file to where none may be changed',
      (repository) => {
        repository.git('rm', '--quiet', '--cached', 'add.js');
        commit(repository, '.github/actions/add.js', tinyFiles['add.js'] ?? '');
      },
      { cause: 'safety', log: expect.stringContaining('.github/actions/add.js: it is protected') },
    ],
  ])('nothing is published on a branch that %s', async ([, meanwhile, failure]) => {
    const repository = await checkout();

    const { outcome } = await runWhile(repository, (stage) => void (stage === 'solving' && meanwhile(repository)));

    expect(outcome).toMatchObject({ kind: 'failed', failure });
    expect(repository.git('branch', '--list', 'sandpiper/*')).toBe('');
  });
});
