import { expect, test } from 'vitest';
import type { Finish, StopReason } from '../../../src/agent/attempt.ts';
import { cutProof } from '../../../src/report/cut-proof.ts';
import { renderPullRequest } from '../../../src/report/render-pull-request.ts';
import type { IntegrityFinding, VerdictLabel } from '../../../src/verify/suite.ts';
import { someFinish } from '../../support/some-finish.ts';
import { facts, verified } from './facts.ts';

test('puts the verdict first, the data next, and the words of the model after them', () => {
  const { title, body, draft } = renderPullRequest(facts());

  expect({ title, draft }).toEqual({ title: 'add() subtracts (#12)', draft: false });
  expect(body).toMatchInlineSnapshot(`
    "**Verified.** 1 test that failed at base passes at head, and nothing broke.

    Fixes #12

    | | Base | This change |
    | --- | --- | --- |
    | Commit | \`111111111111\` | \`222222222222\` |
    | \`npm ci\` | exited with code 0, 4.1 s | exited with code 0, 4.1 s |
    | \`npm test\` | exited with code 1, 830 ms | exited with code 0, 790 ms |
    | Tests | 1 passed, 1 failed, 0 skipped | 2 passed, 0 failed, 0 skipped |

    **Fixed: failed at base, passes now (1)**

    - \`test/add.js > adds\`

    **What was not verified**

    - Whether the tests of this change fail without it: not tried.
    - Whether a test notices each part of the change: not tried.
    - Which of the changed lines the tests execute: not measured.

    #### In the model's own words

    Nobody checked them; all that is not quoted here was measured.

    > The sign was wrong.
    >
    > - changed \`a - b\` to \`a + b\`

    #### Changed files (1)

    - \`src/add.js\` +1 −1

    #### Blocked network attempts

    The sandbox reads from package registries, over HTTPS, and does nothing else on a network.

    - \`GET telemetry.example:443\` 2 times: \`not on the allow-list\`

    An operator who knows this host and trusts whoever runs it can allow reading there, beside what is allowed already: \`SANDPIPER_EGRESS_HOSTS=telemetry.example\`

    #### The run

    - The agent finished by itself after 6 steps; the whole run took 1 min 3 s.
    - Model \`some-model\`: 15,200 tokens in (12,000 from cache), 840 out, $0.0312.
    - Base and change were each installed and tested in a fresh sandbox of \`sandpiper/node:24\`, without network but for package registries.

    <details>
    <summary>Tests with this change: it exited with code 0 after 790 ms</summary>

    \`\`\`text
    ✔ adds
    \`\`\`

    </details>

    <details>
    <summary>Tests at base: it exited with code 1 after 830 ms</summary>

    \`\`\`text
    ✖ adds
    npm error
    \`\`\`

    </details>

    Record: run \`run-7\`. For further commits here, submit a review with comments, or comment \`/agent\` with what should be different; \`/help\` says what else there is.

    <!-- sandpiper:run=run-7 -->"
  `);
});

test.for<readonly [VerdictLabel, StopReason, Finish['outcome'], string | null]>([
  ['verified', 'finished', 'fixed', null],
  ['verified', 'finished', 'blocked', 'the agent does not say that it is fixed'],
  ['verified', 'finished', 'needs-info', 'the agent does not say that it is fixed'],
  ['verified', 'finished', 'no-change-needed', 'the agent does not say that it is fixed'],
  ['verified', 'step-limit', 'fixed', 'the agent reached its limit of steps'],
  ['regression-safe', 'finished', 'fixed', 'it is not verified'],
  ['unverified', 'finished', 'fixed', 'it is not verified'],
  ['failed', 'time-limit', 'fixed', 'it is not verified and the agent reached its limit of time'],
])(
  'a change that is %s, by an agent that stopped by %s with %s, closes its issue unless there is a doubt: %s',
  ([verdict, stop, outcome, doubt]) => {
    const { attempt } = facts();

    const { draft, body } = renderPullRequest(
      facts({ proof: { ...verified, verdict }, attempt: { ...attempt, stop, finish: someFinish(outcome, 'x') } }),
    );

    const closing =
      doubt === null ? 'Fixes #12' : `For issue #12, which this does not close by itself, because ${doubt}.`;
    expect(draft).toBe(doubt !== null);
    expect(body.split('\n')[2]).toBe(closing);
  },
);

test('is a draft when the agent did not say how it ended', () => {
  const { attempt } = facts();

  expect(renderPullRequest(facts({ attempt: { ...attempt, finish: null } })).draft).toBe(true);
});

test('says plainly that the agent did not call it fixed, above its own words', () => {
  const { attempt } = facts();

  const { body } = renderPullRequest(
    facts({ attempt: { ...attempt, finish: someFinish('blocked', 'All is fixed.') } }),
  );

  expect(body).toContain('**The agent ended with: blocked.**\n\n> All is fixed.');
});

test.for([
  [false, false, 'each installed and tested in a fresh sandbox'],
  [true, true, 'each tested with a copy of dependencies that were installed once, in a fresh sandbox'],
  [true, false, 'copied from an earlier install at base and installed anew with the change, in a fresh sandbox'],
] as const)('where dependencies were copied is said: base %j, change %j', ([atBase, atHead, words]) => {
  const [base, head] = [
    { ...verified.base, isFromLayer: atBase },
    { ...verified.head, isFromLayer: atHead },
  ];

  expect(renderPullRequest(facts({ proof: { ...verified, base, head } })).body).toContain(words);
});

test.for<readonly [IntegrityFinding['kind'], string, boolean]>([
  ['test-skipped', 'This change weakens the tests that speak for it:', true],
  ['assertions-removed', 'This change weakens the tests that speak for it:', true],
  ['test-command-changed', 'This change weakens the tests that speak for it:', true],
  ['expectation-changed', 'Please look closely at what this change does to the tests:', false],
  ['checks-loosened', 'Please look closely at what this change does to the tests:', false],
  ['test-setup-changed', 'Please look closely at what this change does to the tests:', false],
])('a finding of %s stands above the table, and keeps the change back: %s', ([kind, title, isDraft]) => {
  const findings = [{ kind, path: 'test/a.test.js', detail: 'does something' }];

  const { draft, body } = renderPullRequest(facts({ proof: { ...verified, findings } }));

  expect(draft).toBe(isDraft);
  expect(body.split('\n\n').slice(2, 4)).toEqual([`**${title}**`, '- `test/a.test.js`: does something']);
});

test('tells what weakens the tests apart from what should be looked at', () => {
  const findings: readonly IntegrityFinding[] = [
    { kind: 'tests-changed', path: 'a', detail: 'x' },
    { kind: 'test-deleted', path: 'b', detail: 'y' },
  ];

  const { body } = renderPullRequest(facts({ proof: { ...verified, findings } }));

  expect(body).toMatch(/weakens the tests.*\n\n- `b`: y\n\n\*\*Please look closely.*\n\n- `a`: x\n/);
});

test('is a draft while the agent leaves objections standing', () => {
  const { draft, body } = renderPullRequest(facts({ attempt: { ...facts().attempt, unresolved: ['x is left'] } }));

  expect(draft).toBe(true);
  expect(body).toContain('because the agent left objections standing.');
});

test('names the commit that was published, links its checks, and says why it is another than the one that was proved', () => {
  const sha = 'abcdef0123456789'.padEnd(40, '0');
  const checksUrl = `https://github.example/o/r/commit/${sha}/checks`;

  const { body } = renderPullRequest(facts({ published: { sha, checksUrl } }));

  expect(body).toContain('| Commit | `111111111111` | `abcdef012345` |');
  expect(body).toContain('in order to sign it: the tree is the one that was proved, as `222222222222`.');
  expect(body).toContain(`The full logs are with [the checks of this commit](${checksUrl}).`);
});

test('says nothing of signing where the commit is the one that was proved, and links no page that there is not', () => {
  const { body } = renderPullRequest(facts({ published: { sha: verified.head.sha, checksUrl: null } }));

  expect(body).toBe(renderPullRequest(facts()).body);
  expect(renderPullRequest(facts({ published: { sha: 'a', checksUrl: 'javascript:alert(1)' } })).body).not.toContain(
    '](',
  );
});

test('reports a local run without a word of GitHub', () => {
  const { title, body } = renderPullRequest(facts({ issue: { number: null, title: 'add() subtracts' } }));

  expect(title).toBe('add() subtracts');
  expect(body).not.toMatch(/#\d|label/);
  expect(body).toContain('Transcript, full logs and patch: `runs/run-7`.');
});

test('names the run and no path of the operator in public', () => {
  const { body } = renderPullRequest(facts({ recordedAt: '/home/operator/runs/run-7' }));

  expect(body).toContain('Record: run `run-7`.');
  expect(body).not.toContain('/home/operator');
});

test('folds the log of an install only when one went wrong', () => {
  const { base } = verified;
  const install = {
    command: 'npm ci',
    exit: { reason: 'exited', code: 1 },
    durationMs: 1,
    stdout: 'x',
    stderr: '',
  } as const;

  expect(renderPullRequest(facts()).body).not.toContain('<summary>Install');
  const { body } = renderPullRequest(facts({ proof: { ...verified, base: { ...base, install } } }));
  expect(body.match(/<summary>Install/g)).toHaveLength(2);
});

test('says that single tests are not known when only exit codes were compared', () => {
  const { base, head } = verified;
  const proof = { ...verified, comparison: null, base: { ...base, tests: null }, head: { ...head, tests: null } };

  const { body } = renderPullRequest(facts({ proof }));

  expect(body).toContain('only the exit codes of the whole command were compared');
  expect(body).not.toContain('| Tests |');
});

test('names the commands that did not run', () => {
  const proof = { ...verified, comparison: null, head: { ...verified.head, test: null, tests: null } };

  const { body } = renderPullRequest(facts({ proof }));

  expect(body).toContain('| `npm test` | exited with code 1, 830 ms | not run |');
});

test('lists twenty tests of a kind and counts the rest', () => {
  const stillFailing = Array.from({ length: 50 }, (_, index) => `test/add.js > number ${index}`);
  const comparison = { fixed: [], newlyFailing: [], stillFailing, added: [], vanished: [], flaky: [] };

  const { body } = renderPullRequest(facts({ proof: { ...verified, comparison } }));

  expect(body).toContain(
    '<summary><b>Still failing, as they did before this change (50)</b></summary>\n\n- `test/add.js > number 0`',
  );
  expect(body).toContain('- `test/add.js > number 19`\n- … and 30 more');
});

test('reads the same when the proof was cut to what is shown', () => {
  const ids = Array.from({ length: 50 }, (_, index) => `test/add.js > number ${index}`);
  const comparison = { fixed: ids, newlyFailing: ids, stillFailing: ids, added: ids, vanished: ids, flaky: ids };
  const failFirst = { kind: 'proven', tests: ids } as const;
  const touch = [{ path: 'a', from: 1, to: 1, noticed: 'yes', tests: ids }] as const;
  const proof = { ...verified, comparison, failFirst, touch };

  const cut = cutProof(proof);

  expect(renderPullRequest(facts({ proof: cut }))).toEqual(renderPullRequest(facts({ proof })));
  expect(JSON.stringify(cut).match(/number \d/g)).toHaveLength(144);
  expect(JSON.stringify(cut.base.tests)).not.toContain('add.js');
});

test('says so when the price of the model is not known', () => {
  const { attempt } = facts();

  const { body } = renderPullRequest(facts({ attempt: { ...attempt, usage: { ...attempt.usage, costUsd: null } } }));

  expect(body).toContain('price unknown');
});

test('fits the most hostile facts into what GitHub takes, and keeps the verdict and the marker', () => {
  const noise = '`<&@#1|*'.repeat(2000);
  const ids = Array.from({ length: 500 }, (_, index) => `${index} ${noise}`);
  const finding = { kind: 'test-deleted', path: noise, detail: noise } as const;
  const run = {
    command: noise,
    exit: { reason: 'exited', code: 1 },
    durationMs: 1,
    stdout: noise.repeat(20),
    stderr: noise,
  } as const;
  const side = { ...verified.base, install: run, test: run };
  const { attempt } = facts();

  const { title, body } = renderPullRequest(
    facts({
      issue: { number: 12, title: noise },
      proof: {
        ...verified,
        because: noise,
        base: side,
        head: side,
        findings: ids.map(() => finding),
        comparison: { fixed: ids, newlyFailing: ids, stillFailing: ids, added: ids, vanished: ids, flaky: ids },
        failFirst: { kind: 'not-proven', because: noise, tests: ids },
        touch: ids.map((path) => ({ path, from: 1, to: 1, noticed: 'yes', tests: ids })),
        coverage: ids.map((path) => ({ path, covered: [], uncovered: [1] })),
      },
      attempt: { ...attempt, finish: someFinish('fixed', noise) },
      changes: ids.map((path) => ({ path, status: 'added', lines: null })),
      blocked: ids.map((host) => ({ method: noise, host, port: 1, reason: noise, count: 1 })),
      model: noise,
      image: noise,
      recordedAt: noise,
    }),
  );

  expect(title.length).toBeLessThan(200);
  expect(body.length).toBeLessThanOrEqual(60_000);
  expect(body).toMatch(/^\*\*Verified\.\*\*/);
  expect(body).toContain('Some details were too long to be shown here');
  expect(body).toMatch(/<!-- sandpiper:run=run-7 -->$/);
});

test('all that the model says about its change is quoted, and objections it left standing are told apart', () => {
  const { attempt } = facts();
  const finish = someFinish('fixed', 'The sign was wrong.', {
    rootCause: 'A typo.',
    repro: { command: 'node sum.js', expectBefore: '0', expectAfter: '4' },
    tests: ['npm test'],
    risks: ['Callers that\n## relied on it'],
    limits: ['Not tried on Windows'],
  });

  const { body } = renderPullRequest(
    facts({ attempt: { ...attempt, finish, unresolved: ['notes.txt is a leftover.'] } }),
  );

  expect(body).toContain('> **Root cause**\n> A typo.');
  expect(body).toContain('> - node sum.js\n> - before: 0\n> - after: 4');
  expect(body).toContain('> - Callers that ## relied on it');
  expect(body).toContain('> - Not tried on Windows');
  expect(body).toContain('#### Objections the agent knew of when it finished\n\n- `notes.txt is a leftover.`');
});

test('code that the model began and never ended does not take in what follows it', () => {
  const { attempt } = facts();
  const finish = someFinish('fixed', 'See:\n```\nf();', { rootCause: 'A typo.' });

  const { body } = renderPullRequest(facts({ attempt: { ...attempt, finish } }));

  expect(body).toContain('> ```text\n> f();\n> ```\n>\n>\n> **Root cause**\n> A typo.');
});
