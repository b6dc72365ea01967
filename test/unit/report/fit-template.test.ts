import { describe, expect, test } from 'vitest';
import type { PullRequestFacts } from '../../../src/report/pull-request-facts.ts';
import { renderPullRequest } from '../../../src/report/render-pull-request.ts';
import { measuredTick } from '../../../src/report/tick-box.ts';
import { facts, verified } from './facts.ts';

const template = `<!-- Thank you! Please fill in all of it. -->
# Pull request

## Description
Please describe your change.

## Related issue
Fixes #(issue)

## Type of change
- [ ] Bug fix
- [x] New feature

**How has this been tested?**

## Screenshots

\`\`\`
## Not a heading
\`\`\`

## Checklist:
- [ ] New and existing unit tests pass locally with my changes
- [ ] I have updated the documentation
`;

const bodyOf = (text: string, different: Partial<PullRequestFacts> = {}) =>
  renderPullRequest(facts({ template: text, ...different })).body;

describe('a template of the repository', () => {
  test('is filled heading by heading, below the verdict and the proof', () => {
    const body = bodyOf(template);

    expect(body).toMatch(/^\*\*Verified\.\*\*.*\n\nFixes #12\n\n\| \|/);
    const filled = body.slice(body.indexOf('_The headings'), body.indexOf('#### Changed files'));
    expect(filled).toMatchInlineSnapshot(`
      "_The headings that follow are those of this repository's template. A box is ticked only for what was measured._

      ### Description

      #### In the model's own words

      Nobody checked them; all that is not quoted here was measured.

      > The sign was wrong.
      >
      > - changed \`a - b\` to \`a + b\`

      ### Related issue

      Issue #12: “add() subtracts”

      ### Type of change

      - [ ] Bug fix
      - [ ] New feature

      ### How has this been tested?

      - At base \`npm test\` exited with code 1, 1 failing.
      - With this change \`npm test\` exited with code 0, 0 failing.

      The proof at the top has the details.

      ### Screenshots

      _Not filled in by Sandpiper._

      ### Checklist:

      - [x] New and existing unit tests pass locally with my changes — measured: \`npm test\` exited with code 0
      - [ ] I have updated the documentation

      ### More from Sandpiper

      "
    `);
  });

  test('leaves no part of ours out and shows none twice', () => {
    const plain = renderPullRequest(facts()).body.split('\n\n');
    const blocks = bodyOf(template).split('\n\n');

    const count = (all: readonly string[], block: string) => all.filter((one) => one === block).length;
    expect(plain.filter((block) => count(blocks, block) !== count(plain, block))).toEqual([]);
  });

  test.for<readonly [string, string]>([
    ['nothing', ''],
    ['only a comment', '<!-- ## Description -->'],
    ['only a comment that never ends', '<!-- ## Description\n- [ ] x'],
    ['only words', 'Please be kind.'],
    ['only code', '```\n## Description\n- [ ] x\n```'],
  ])('that has %s in it changes nothing', ([, text]) => {
    expect(bodyOf(text)).toBe(renderPullRequest(facts()).body);
  });

  test.for<readonly [string, string]>([
    ['### What does this PR do?', "#### In the model's own words"],
    ['## Summary', "#### In the model's own words"],
    ['## Changes', '#### Changed files (1)'],
    ['## How to test', '- At base `npm test` exited with code 1, 1 failing.'],
    ['## Test plan', '- At base `npm test` exited with code 1, 1 failing.'],
    ['## Why', 'Issue #12: “add() subtracts”'],
    ['## Linked issues', 'Issue #12: “add() subtracts”'],
    ['**Motivation and Context:**', 'Issue #12: “add() subtracts”'],
    ['## Screenshots', '_Not filled in by Sandpiper._'],
    ['## Breaking changes', '_Not filled in by Sandpiper._'],
    ['## Что сделано', '_Not filled in by Sandpiper._'],
    ['- [ ] I am a box without a heading', '- [ ] I am a box without a heading'],
  ])('that has %s gets %s there', ([heading, content]) => {
    const blocks = bodyOf(heading).split('\n\n');
    const start = blocks.findIndex((block) => block.startsWith('_The headings'));

    expect(blocks.slice(start + 1, start + 3).join('\n')).toContain(content);
  });

  test('that asks the same twice gets one answer, and the other heading stays open', () => {
    const body = bodyOf('## Summary\n\n## Description\n');

    expect(body.match(/#### In the model's own words/g)).toHaveLength(1);
    expect(body).toContain('### Description\n\n_Not filled in by Sandpiper._');
  });

  test('that is huge is cut, and costs no more than it shows', () => {
    const huge = `${'## Heading '.repeat(9)}\n`.repeat(9_000) + `- [ ] ${'box '.repeat(90)}\n`.repeat(9_000);

    const body = bodyOf(huge);

    expect(body.match(/^### Heading/gm)).toHaveLength(25);
    expect(body).toMatch(/^\*\*Verified\.\*\*/);
    expect(body).toContain("#### In the model's own words");
    expect(bodyOf(`## Boxes\n${'- [ ] box\n'.repeat(900)}`).match(/^- \[ \] box$/gm)).toHaveLength(40);
  });

  test.for(['#', '**', '<!--', '- [ ] ', '- [', '## \n', '*', ' ', '[x] '])(
    'full of %j is read all the same',
    (piece) => {
      expect(bodyOf(piece.repeat(64_000 / piece.length))).toMatch(/^\*\*Verified\.\*\*/);
    },
  );
});

const proven = { ...verified, failFirst: { kind: 'proven', tests: ['test/add.js > adds'] } } as const;
const logged = [{ path: 'CHANGELOG.md', status: 'modified', lines: { added: 1, removed: 0 } }] as const;

describe('a box', () => {
  test.for<readonly [string, Partial<PullRequestFacts>]>([
    ['Tests pass', {}],
    ['All tests are passing.', {}],
    ['New and existing unit tests pass locally with my changes', {}],
    ['The test suite passes', {}],
    ['I have added tests that prove my fix is effective or that my feature works', { proof: proven }],
    ['Added new tests to cover my changes.', { proof: proven }],
    ["I've added or updated tests where necessary", { proof: proven }],
    ['I have linked the related issue', {}],
    ['References an issue', {}],
    ['I have updated the CHANGELOG.md', { changes: logged }],
    ['Added a changelog entry', { changes: logged }],
  ])('is ticked by what was measured: %s', ([box, different]) => {
    expect(measuredTick(box, facts(different))).not.toBeNull();
  });

  const { head } = verified;
  const failing = { ...verified, head: { ...head, test: verified.base.test } };
  const withFailure = { ...verified, head: { ...head, tests: verified.base.tests } };
  const withoutTests = { ...verified, head: { ...head, tests: [] } };
  const unknown = { ...verified, head: { ...head, tests: null } };
  const text = { number: null, title: 'x' };

  test.for<readonly [string, Partial<PullRequestFacts>]>([
    ['Tests pass', { proof: failing }],
    ['Tests pass', { proof: withFailure }],
    ['Tests pass', { proof: withoutTests }],
    ['Tests pass', { proof: unknown }],
    ['Added tests', {}],
    ['Added tests', { proof: { ...verified, failFirst: { kind: 'not-proven', because: 'x', tests: ['y'] } } }],
    ['I have linked the related issue', { issue: text }],
    ['Updated the changelog', {}],
    ['Updated the changelog', { changes: [{ path: 'CHANGELOG.md', status: 'deleted', lines: null }] }],
  ])('stays open where the measurement does not hold: %s', ([box, different]) => {
    expect(measuredTick(box, facts(different))).toBeNull();
  });

  test.for([
    'Tests pass and the documentation is updated',
    'Tests pass, lint passes',
    'Tests do not pass',
    "Tests don't pass",
    'Integration tests pass',
    'End-to-end tests pass',
    'I ran the tests and they pass on Windows',
    'Tests pass on 3 systems',
    'Tests pass ✓ und die Dokumentation ist aktuell',
    '测试通过 tests pass',
    'Tests pass (`npm run lint` too)',
    'I have added tests and reviewed my own code',
    'I have added tests for all edge paths',
    'I have searched for related issues',
    'This PR is linked to an approved issue',
    'No issue is linked',
    'The changelog is complete',
    'I have signed the CLA',
    'Bug fix',
    'I have read CONTRIBUTING.md',
    'My code follows the style of this project',
    'I have performed a self-review',
    'I have updated the documentation accordingly',
    '',
  ])('stays open when it claims anything else: %s', (box) => {
    expect(measuredTick(box, facts({ proof: proven, changes: logged }))).toBeNull();
  });

  test('that somebody ticked in the template is no tick of ours', () => {
    expect(bodyOf('- [x] Bug fix\n- [X] Tests pass')).toContain(
      '- [ ] Bug fix\n- [x] Tests pass — measured: `npm test` exited with code 0',
    );
  });
});
