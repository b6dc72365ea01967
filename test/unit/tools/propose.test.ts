import { expect, test } from 'vitest';
import type { Proposal } from '../../../src/tools/proposal/proposal.ts';
import { MAX_PROPOSAL_CHARACTERS, renderProposal } from '../../../src/tools/proposal/render-proposal.ts';
import { type ProposeDeps, proposeTool } from '../../../src/tools/propose.ts';
import { repositoryBox } from './repository-box.ts';
import { use } from './use.ts';

const planned = {
  outcome: 'planned',
  summary: 'add subtracts.',
  files: [{ path: 'src/add.js', change: 'change', what: 'Add instead.' }],
  steps: ['Put a plus there.'],
  tests: ['npm test'],
};

function somePropose(different: Partial<ProposeDeps> = {}) {
  const accepted: unknown[] = [];
  const tool = proposeTool({
    onProposal: (proposal) => void accepted.push(proposal),
    onFinish: (said) => void accepted.push(said),
    isLastCall: () => false,
    ...different,
  });
  return { accepted, tool };
}

test('a plan that names what there is, is accepted as it was said', async () => {
  await using box = await repositoryBox({ 'src/add.js': 'x\n' });
  const { accepted, tool } = somePropose();

  const answer = await use(box, tool, planned);

  expect(answer).toEqual({ text: 'Finished.', isError: false });
  const { outcome: _outcome, summary: approach, ...rest } = planned;
  expect(accepted).toEqual([{ approach, ...rest, risks: [], questions: [] }]);
});

test.for<readonly [string, Record<string, unknown>, RegExp]>([
  ['has no steps', { steps: [] }, /no steps/],
  [
    'changes a file that is not there',
    { files: [{ path: 'lib/add.js', change: 'change', what: 'x' }] },
    /lib\/add\.js is not there.*Did you mean src\/add\.js\?/,
  ],
  ['deletes one', { files: [{ path: 'gone.js', change: 'delete', what: 'x' }] }, /gone\.js is not there/],
  ['adds one that is there', { files: [{ path: 'src/add.js', change: 'add', what: 'x' }] }, /is there already/],
  ['leads out of the repository', { files: [{ path: '../etc', change: 'add', what: 'x' }] }, /outside the workspace/],
  [
    'is longer than people are shown',
    { steps: Array.from({ length: 20 }, () => 'x'.repeat(500)) },
    /people are shown 6000: say it more shortly/,
  ],
])('a plan that %s is given back, and taken in the last turn', async ([, different, words]) => {
  await using box = await repositoryBox({ 'src/add.js': 'x\n' });
  const first = somePropose();
  const last = somePropose({ isLastCall: () => true });

  const answer = await use(box, first.tool, { ...planned, ...different });
  await use(box, last.tool, { ...planned, ...different });

  expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(words) });
  expect([first.accepted.length, last.accepted.length]).toEqual([0, 1]);
});

test('a reason why there is no plan is accepted at once', async () => {
  await using box = await repositoryBox({ 'src/add.js': 'x\n' });
  const { accepted, tool } = somePropose();

  await use(box, tool, { outcome: 'needs_info', summary: 'Which sum?' });

  expect(accepted).toMatchObject([{ outcome: 'needs_info', summary: 'Which sum?' }]);
});

const proposal: Proposal = {
  approach: 'add subtracts.',
  files: [
    { path: 'a`b.js', change: 'change', what: 'Add\n# instead.' },
    { path: 'c.js', change: 'add', what: 'New.' },
  ],
  steps: ['One.', 'Two.'],
  tests: ['npm test'],
  risks: [],
  questions: ['Is zero a sum? I would say so.'],
};

test('a plan is rendered with its parts in order, each item on one line, and no title without items', () => {
  expect(renderProposal(proposal)).toBe(
    [
      'add subtracts.',
      "### Files\n\n- `a'b.js` (changed): Add # instead.\n- `c.js` (new): New.",
      '### Steps\n\n1. One.\n2. Two.',
      '### Tests that will show it\n\n- npm test',
      '### Questions to you\n\n1. Is zero a sum? I would say so.',
    ].join('\n\n'),
  );
});

test('nothing of a plan can hide in a block of code that does not end', () => {
  const hidden = { ...proposal, approach: 'It is:\n```js\nx()\n  ~~~~\nand `so` on' };

  expect(renderProposal(hidden)).toMatch(/^It is:\n\nx\(\)\n\nand `so` on\n\n### Files/);
});

test('a plan of a usual size is shown whole', () => {
  const usual = { ...proposal, steps: Array.from({ length: 10 }, () => 'x'.repeat(300)) };

  expect(renderProposal(usual).length).toBeLessThan(MAX_PROPOSAL_CHARACTERS);
});
