import { expect, test } from 'vitest';
import { noSettings } from '../../../src/environment/repository-settings.ts';
import { readRepositorySettings } from '../../../src/environment/settings/read-repository-settings.ts';

test('reads all that maintainers may set', () => {
  const reading = readRepositorySettings(`# How agents work here
image: python
hosts: [Files.Tides.example]
packages:
  - path: packages/api
    install: npm ci
    test: npm test
  - path: packages/web
    test: npm run test
setup:
  - make certificates
services:
  - name: redis
    command: redis-server --port 6379
    ready: redis-cli ping
    timeout-seconds: 20
  - name: mail
    command: |
      mkdir -p /tmp/mail
      exec node mail.js
commands:
  install: npm ci
  test: npm run test:ci
  lint:
guidance: |
  Keep the public API as it is.
publish:
  draft: always
  unverified: comment-only
  labels: [by agent]
  reviewers: [turn-stone]
  protected-paths:
    - infra/**
  stale-days: 30
  delete-stale-branch: true
budget:
  cost-usd: 2.5
  minutes: 20
  steps: 80
conduct:
  approve-above-usd: 0
  runs-per-issue: 8
  plan-first: true
  fix-checks: true
  fixes-per-pull: 4
  fixes-in-a-row: 1
  workflows: at-once
  merge-base: by-itself
`);

  expect(reading).toEqual({
    ok: true,
    settings: {
      image: 'python',
      hosts: ['files.tides.example'],
      packages: [
        { path: 'packages/api', install: 'npm ci', test: 'npm test' },
        { path: 'packages/web', install: null, test: 'npm run test' },
      ],
      setup: ['make certificates'],
      services: [
        { name: 'redis', command: 'redis-server --port 6379', ready: 'redis-cli ping', timeoutSeconds: 20 },
        { name: 'mail', command: 'mkdir -p /tmp/mail\nexec node mail.js', ready: null, timeoutSeconds: 60 },
      ],
      commands: { install: 'npm ci', test: 'npm run test:ci', lint: null, typecheck: null, build: null },
      guidance: 'Keep the public API as it is.',
      publish: {
        draft: 'always',
        unverified: 'comment-only',
        labels: ['by agent'],
        reviewers: ['turn-stone'],
        protectedPaths: ['infra/**'],
        staleDays: 30,
        deleteStaleBranch: true,
      },
      budget: { costUsd: 2.5, minutes: 20, steps: 80 },
      conduct: {
        approveAboveUsd: 0,
        runsPerIssue: 8,
        planFirst: true,
        fixChecks: true,
        fixesPerPull: 4,
        fixesInARow: 1,
        workflows: 'at-once',
        mergeBase: 'by-itself',
      },
    },
  });
});

test.for<string | null>([null, '', '# nothing\n', 'setup:\n', '{}', 'services: []\ncommands:\n'])(
  'takes %j for a file that sets nothing',
  (text) => {
    expect(readRepositorySettings(text)).toEqual({ ok: true, settings: noSettings });
  },
);

test.for<readonly [string, { line: number; key: string; problem: RegExp; fix: RegExp }]>([
  ['setup:\n  - a\nservises: []\n', { line: 3, key: 'servises', problem: /not known/, fix: /mean `services`/ }],
  ['comands: {}', { line: 1, key: 'comands', problem: /not known/, fix: /mean `commands`/ }],
  [
    'zebra: 1',
    {
      line: 1,
      key: 'zebra',
      problem: /not known/,
      fix: /Known here: image, hosts, setup, services, commands, packages/,
    },
  ],
  ['publish:\n  drafts: always', { line: 2, key: 'publish.drafts', problem: /not known/, fix: /mean `draft`/ }],
  [
    'packages:\n  - path: ../up\n    test: a\n',
    { line: 2, key: 'packages[0].path', problem: /a folder/, fix: /Correct/ },
  ],
  [
    "packages:\n  - path: 'a;b'\n    test: a\n",
    { line: 2, key: 'packages[0].path', problem: /a folder/, fix: /Correct/ },
  ],
  ['packages:\n  - path: a\n', { line: 2, key: 'packages[0].test', problem: /text/, fix: /Correct/ }],
  ['hosts: [10.0.0.1]', { line: 1, key: 'hosts[0]', problem: /name of a host/, fix: /Correct/ }],
  ['image: alpine', { line: 1, key: 'image', problem: /one of base, node/, fix: /Correct/ }],
  ['conduct:\n  workflow: held', { line: 2, key: 'conduct.workflow', problem: /not known/, fix: /mean `workflows`/ }],
  ['budget:\n  cost-usd: 0', { line: 2, key: 'budget.cost-usd', problem: /more than 0/, fix: /Correct/ }],
  [
    'publish:\n  draft: maybe',
    { line: 2, key: 'publish.draft', problem: /when-not-verified, when-warned, always or/, fix: /Correct/ },
  ],
  [
    'publish:\n  reviewers: ["@me"]',
    { line: 2, key: 'publish.reviewers[0]', problem: /login of a person/, fix: /Correct/ },
  ],
  [
    'publish:\n  protected-paths: ["**/*a*a*a*b"]',
    { line: 2, key: 'publish.protected-paths[0]', problem: /at most two stars/, fix: /Correct/ },
  ],
  [
    'publish:\n  protected-paths: ["/etc"]',
    { line: 2, key: 'publish.protected-paths[0]', problem: /from the root of the repository/, fix: /Correct/ },
  ],
  [
    'publish:\n  stale-days: soon',
    { line: 2, key: 'publish.stale-days', problem: /whole number of days/, fix: /Correct/ },
  ],
  ['publish:\n  stale-days: 0', { line: 2, key: 'publish.stale-days', problem: /at least 1/, fix: /Correct/ }],
  ['publish:\n  stale-days: 1.5', { line: 2, key: 'publish.stale-days', problem: /whole number/, fix: /Correct/ }],
  ['publish:\n  stale: 3', { line: 2, key: 'publish.stale', problem: /not known/, fix: /stale-days|Known here/ }],
  [
    'publish:\n  delete-stale-branch: perhaps',
    { line: 2, key: 'publish.delete-stale-branch', problem: /true or false/, fix: /Correct/ },
  ],
  ['commands:\n  tests: a', { line: 2, key: 'commands.tests', problem: /not known/, fix: /mean `test`/ }],
  [
    'services:\n  - name: a\n    command: b\n    timeoutSeconds: 3',
    { line: 4, key: 'services[0].timeoutSeconds', problem: /not known/, fix: /mean `timeout-seconds`/ },
  ],
  [
    'services:\n  - name: A b\n    command: c',
    { line: 2, key: 'services[0].name', problem: /lower-case/, fix: /Correct/ },
  ],
  ['services:\n  - name: a\n', { line: 2, key: 'services[0].command', problem: /must be a text/, fix: /Correct/ }],
  [
    'services:\n  - { name: a, command: b }\n  - { name: a, command: b }\n',
    { line: 2, key: 'services', problem: /two services alike/, fix: /Correct/ },
  ],
  [
    'services:\n  - { name: a, command: b, timeout-seconds: 9000 }\n',
    { line: 2, key: 'services[0].timeout-seconds', problem: /at most 600/, fix: /Correct/ },
  ],
  ['setup: npm ci\n', { line: 1, key: 'setup', problem: /must be a list/, fix: /Correct/ }],
  ['setup:\n  - 7\n', { line: 2, key: 'setup[0]', problem: /must be a text/, fix: /Correct/ }],
  ['- a\n', { line: 1, key: '', problem: /must be a mapping/, fix: /Correct/ }],
  ['setup: [a\ncommands:\n', { line: 2, key: '', problem: /flow|sequence|must/i, fix: /Correct the YAML/ }],
  ['setup: []\nsetup: []\n', { line: 2, key: '', problem: /unique/, fix: /Correct the YAML/ }],
  ['commands: { test: "a\\0b" }', { line: 1, key: 'commands.test', problem: /zero byte/, fix: /Correct/ }],
  [`guidance: ${'a'.repeat(9000)}`, { line: 1, key: 'guidance', problem: /at most 8000/, fix: /Correct/ }],
])('names the mistake in %j, and sets nothing', ([text, { line, key, problem, fix }]) => {
  const reading = readRepositorySettings(text);

  expect(reading).toMatchObject({
    ok: false,
    problems: [{ line, key, problem: expect.stringMatching(problem), fix: expect.stringMatching(fix) }],
    settings: noSettings,
  });
});

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, index) => {
    const before = 'abcdefgh'[index];
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');

test.for<readonly [string, string, RegExp]>([
  ['nine levels of aliases', bomb, /anchor or alias/],
  ['one alias', 'setup: &a [b]\ncommands: *a\n', /anchor or alias/],
  ['an anchor that nobody names', 'setup: &a [b]\n', /anchor or alias/],
  ['brackets in brackets', `setup: ${'['.repeat(30_000)}`, /nested too deeply/],
  ['brackets in brackets, a line each', '[\n'.repeat(30_000), /nested too deeply|flow/i],
  ['dashes in dashes', `${'- '.repeat(30_000)}a`, /nested too deeply/],
  ['a text that is too long', `guidance: ${'a'.repeat(70_000)}`, /more than 64 KiB/],
  ['keys that go deeper line by line', Array.from({ length: 350 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'), /./],
])('bears %s', { timeout: 20_000 }, ([, text, problem]) => {
  const reading = readRepositorySettings(text);

  expect(reading).toMatchObject({ ok: false, settings: noSettings });
  expect(JSON.stringify(reading)).toMatch(problem);
});

test('names no more than twenty mistakes', () => {
  const reading = readRepositorySettings(Array.from({ length: 500 }, (_, index) => `k${index}: 1`).join('\n'));

  expect(reading.ok ? [] : reading.problems).toHaveLength(20);
});

test('names of objects’ own are keys like any other', () => {
  const reading = readRepositorySettings('__proto__: { setup: [a] }\nconstructor: 1\n');

  expect(reading).toMatchObject({ ok: false, settings: noSettings });
});

const organisation = `
publish:
  draft: always
  reviewers: [turn-stone]
commands:
  test: make test
  lint: make lint
guidance: Be brief.
`;

test('takes what an organisation says where the repository says nothing, and the repository where both do', () => {
  const own = 'publish:\n  draft: never\n  labels: [ours]\ncommands:\n  test: npm test\n  lint:\n';
  const { settings } = readRepositorySettings(own, organisation);

  expect(settings.publish).toMatchObject({ draft: 'never', labels: ['ours'], reviewers: ['turn-stone'] });
  expect(settings.commands).toMatchObject({ test: 'npm test', lint: 'make lint', install: null });
  expect(settings.guidance).toBe('Be brief.');
});

test('says in which of the two files a mistake is, and keeps what the other says', () => {
  const reading = readRepositorySettings('comands: {}', organisation);

  expect(reading).toMatchObject({ ok: false, problems: [{ file: 'own', key: 'comands' }] });
  expect(reading.settings.publish.draft).toBe('always');
  expect(readRepositorySettings('guidance: Here.', 'zebra: 1')).toMatchObject({
    ok: false,
    problems: [{ file: 'organisation', key: 'zebra' }],
    settings: { guidance: 'Here.' },
  });
});
