import { expect, onTestFinished, test, vi } from 'vitest';
import type { ScriptedCall, ScriptedStep } from '../../src/demo/model/start-scripted-model.ts';
import type { RunEvent } from '../../src/run/run-deps.ts';
import { type Sandpiper, startSandpiper } from '../support/start-sandpiper.ts';
import { tellStory } from '../support/tell-story.ts';
import { bash, step, tinyRepository } from '../support/tiny-repository.ts';

const finishing = (summary: string, more: object = {}): ScriptedStep =>
  step({ tool: 'finish', arguments: { outcome: 'fixed', summary, ...more } });

const write = (path: string, text: string): ScriptedCall => ({ tool: 'write', arguments: { path, content: text } });

const planning = [
  step(bash('cat add.js && node --test')),
  step({
    tool: 'finish',
    arguments: {
      outcome: 'planned',
      summary: '`add` subtracts its second number.',
      files: [{ path: 'add.js', change: 'change', what: 'Add instead of subtracting.' }],
      steps: ['Put a plus where the minus is.', 'Say in a comment what the function does.'],
      tests: ['node --test'],
      questions: ['Shall the parameters have names that say more?'],
    },
  }),
];

const dawdling = [step(bash('sleep 300', 600)), finishing('Never said.')];

const fixing = [
  step(bash('cat add.js && node --test')),
  step(
    write('add.js', '/** The sum of a and b. */\nexport const add = (a, b) => a + b;\n'),
    write('NOTES.md', 'Adding used to subtract.\n'),
  ),
  step(bash('node --test')),
  finishing('The operator was the wrong one: a minus where a plus belongs.', {
    rootCause: 'A minus instead of a plus.',
  }),
];

const reviewed = [
  step(
    write(
      'add.js',
      '/** The sum of two numbers, negative ones too. */\nexport const add = (left, right) => left + right;\n',
    ),
  ),
  step(bash('node --test')),
  finishing('The comment says more, and the parameters have names.', {
    replies: [
      { to: 'T1', text: 'It says so now.' },
      { to: 'T2', text: 'They are called left and right now.' },
      { to: 'T3', text: 'It tells whoever upgrades what changed, so I would keep it.' },
    ],
  }),
];

const mending = [
  step(
    bash(
      "sed -i 's/$//; s/right;/right;/' add.js && printf '/** The sum of two numbers, negative ones too. */\\nexport function add(left, right) {\\n  return left + right;\\n}\\n' > add.js && node --test",
    ),
  ),
  finishing('The linter wants a function declaration, and has one now.'),
];

/** Each run is told something else, by which the model knows what to do. */
function script(prompt: string): readonly ScriptedStep[] {
  if (prompt.includes('Plan how the issue is to be resolved')) return planning;
  if (prompt.includes('func-style')) return mending;
  if (prompt.includes('Nearly there.')) return reviewed;
  if (prompt.includes('only the operator')) return fixing;
  return dawdling;
}

/** Resolves as soon as the agent of a run has been answered for the first time. */
function whenAtWork() {
  let atWork = Promise.withResolvers<void>();
  return {
    onEvent: (event: RunEvent) => void (event.type === 'agent' && event.event.type === 'answer' && atWork.resolve()),
    wait: () => atWork.promise,
    reset: () => {
      atWork = Promise.withResolvers<void>();
    },
  };
}

const theirs = {
  '.github/sandpiper.yml': 'conduct: { fix-checks: true }\npublish: { reviewers: [turnstone] }\n',
  '.github/workflows/lint.yml': 'on: push\njobs: {}\n',
};

test('from label to merge: a plan, an approval, a stop, a retry with a hint, a review with three threads, a red check', {
  timeout: 420_000,
}, async () => {
  const asked = hostsAsked();
  const work = whenAtWork();
  await using sandpiper = await startSandpiper({
    seed: { ...tinyRepository(theirs), people },
    steps: script,
    onEvent: work.onEvent,
    env: { SANDPIPER_PUBLIC_URL: 'https://sandpiper.example' },
  });
  const { gitHub } = sandpiper;
  const labels = async () => (await gitHub.issue(1)).labels;

  await gitHub.label(1, 'agent:plan', 'wader');
  expect((await sandpiper.nextEnd()).outcome.kind).toBe('planned');
  await sandpiper.idle();
  expect(await labels()).toEqual(['agent: needs-input']);
  expect(await sandpiper.comment()).toContain('Put a plus where the minus is.');

  await gitHub.comment(1, '/approve', 'gull');
  await sandpiper.idle();
  expect(await labels()).toEqual(['agent: needs-input']);

  work.reset();
  await gitHub.comment(1, 'Sounds right.\n\n/approve', 'turnstone');
  await work.wait();
  expect(await labels()).toContain('agent: running');
  await gitHub.comment(1, '/stop', 'turnstone');
  expect((await sandpiper.nextEnd()).outcome).toMatchObject({ kind: 'cancelled', stage: 'solving' });
  await sandpiper.idle();
  expect(await labels()).toEqual([]);

  await gitHub.comment(1, '/retry Please change only the operator, and say in a comment what it does.', 'wader');
  const solved = await sandpiper.nextEnd();
  await sandpiper.idle();
  expect(solved.outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: true });
  expect(await labels()).toEqual(['agent: pr-open']);
  const opened = await pull(sandpiper);
  expect(await gitHub.commitMessage(opened.head.sha)).toMatch(/skip-checks/);

  await gitHub.review(opened.number, threeThreads, 'turnstone');
  const revised = await sandpiper.nextEnd();
  await sandpiper.idle();
  expect(revised.outcome).toMatchObject({
    kind: 'published',
    verdict: 'verified',
    publication: { number: opened.number },
  });
  expect(gitHub.threads(opened.number).map(({ resolvedBy }) => resolvedBy !== null)).toEqual([true, true, false]);

  await gitHub.markReady(opened.number, 'turnstone');
  await sandpiper.idle();
  const released = await pull(sandpiper);
  expect(await gitHub.commitMessage(released.head.sha)).not.toMatch(/skip-checks/);
  expect(await gitHub.treeOf(released.head.sha)).toBe(await gitHub.treeOf(`${released.head.sha}^`));

  await gitHub.finishChecks(released.head.sha, redChecks);
  const mended = await sandpiper.nextEnd();
  await sandpiper.idle();
  expect(mended.outcome).toMatchObject({
    kind: 'published',
    verdict: 'verified',
    publication: { number: opened.number },
  });

  const ready = await pull(sandpiper);
  if (ready.draft) await gitHub.markReady(opened.number, 'wader');
  await sandpiper.idle();
  await gitHub.merge(opened.number, 'squash', 'wader');
  await sandpiper.idle();
  expect(await gitHub.readFile('main', 'add.js')).toContain('return left + right;');
  expect(await labels()).toEqual([]);

  // The server is one of their own: nothing leads to another, and nothing goes there.
  const commits = await Promise.all([opened, released, ready].map(({ head }) => gitHub.commitMessage(head.sha)));
  const story = await tellStory(gitHub, { issue: 1, pull: opened.number });
  expect(story).toContain(gitHub.origin);
  expect([story, ...commits].join('\n')).not.toMatch(/github\.com/i);
  expect([...asked]).toEqual(['127.0.0.1']);
});

/** The hosts that are asked for anything from now on. */
function hostsAsked(): ReadonlySet<string> {
  const hosts = new Set<string>();
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', (...[input, init]: Parameters<typeof fetch>) => {
    hosts.add(new URL(input instanceof Request ? input.url : input).hostname);
    return fetch(input, init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return hosts;
}

const people = { wader: 'admin', turnstone: 'write', gull: 'none' } as const;

const threeThreads = {
  body: 'Nearly there.',
  event: 'REQUEST_CHANGES',
  comments: [
    { path: 'add.js', line: 1, body: 'Does it take negative numbers? Please say so.' },
    { path: 'add.js', line: 2, body: 'Names that say more, please.' },
    { path: 'NOTES.md', line: 1, body: 'Do we need this file?' },
  ],
} as const;

const redChecks = {
  app: { id: 15_368, slug: 'github-actions' },
  runs: [
    {
      name: 'lint',
      conclusion: 'failure',
      title: 'One error',
      summary: 'add.js has one error.',
      annotations: [{ path: 'add.js', line: 2, message: 'Expected a function declaration. (func-style)' }],
      log: 'add.js\n  2:14  error  Expected a function declaration  func-style\n',
    },
  ],
} as const;

async function pull({ gitHub }: Sandpiper) {
  const [only, ...others] = await gitHub.pulls();
  if (only === undefined || others.length > 0) throw new Error('There is not one pull request');
  return only;
}
