import { expect, test } from 'vitest';
import { quoteProse } from '../../../../src/report/quote-prose.ts';
import { wordPlan } from '../../../../src/run/planning/word-plan.ts';
import type { Proposal } from '../../../../src/tools/proposal/proposal.ts';

const proposal: Proposal = {
  approach: 'Add.',
  files: [{ path: 'add.js', change: 'change', what: 'Add.' }],
  steps: ['Put a plus there.', 'Run the tests.'],
  tests: [],
  risks: [],
  questions: [],
};

test.for<readonly [string, Partial<Proposal>]>([
  ['plain', {}],
  ['with a block of code that does not end', { approach: 'Add.\n```' }],
  ['with the beginning of a comment', { approach: 'Add. <!--' }],
  ['with a folded part', { approach: '<details><summary>x</summary>' }],
  ['with a long block of code', { approach: `\`\`\`\n${'x\n'.repeat(1_500)}` }],
])('what people are shown of a plan is all of it: %s', ([, different]) => {
  const shown = quoteProse(wordPlan({ ...proposal, ...different }, []), 12_000);

  expect(shown).toMatch(/> 1\. Put a plus there\.\n> 2\. Run the tests\.$/);
  expect(shown).not.toContain('<');
});

test('what people would not see is made visible to them, and what is secret is told to nobody', () => {
  const plan = wordPlan({ ...proposal, steps: ['Add.\u{e0073}\u{e0074}\u200b\u202e', 'Use hunter22-the-key.'] }, [
    'hunter22-the-key',
  ]);

  expect(plan).toContain('1. Add.\\u{e0073}\\u{e0074}\\u{200b}\\u{202e}\n2. Use [redacted].');
});
