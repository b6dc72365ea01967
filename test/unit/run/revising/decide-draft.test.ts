import { expect, test } from 'vitest';
import { type DraftFacts, decideDraft } from '../../../../src/run/revising/decide-draft.ts';

const proved = { verdict: 'verified', findings: [] } as const;
const ready: DraftFacts = { wasDraft: false, proof: proved, base: { kind: 'same' } };
const conflicts = { kind: 'conflicts', tip: 'a', paths: ['b'], isRewritten: false } as const;
const skipped = { kind: 'test-skipped', path: 'a.test.js', detail: 'skips a test' } as const;

test.for<readonly [string, Partial<DraftFacts>, 'when-not-verified' | 'never' | 'always', boolean, boolean]>([
  ['what is proved stays ready', {}, 'when-not-verified', false, false],
  ['a draft stays one until a person releases it', { wasDraft: true }, 'when-not-verified', true, false],
  [
    'what a person released stays so when it is merely less than verified',
    { proof: { ...proved, verdict: 'unverified' } },
    'always',
    false,
    false,
  ],
  ['what fails becomes a draft again', { proof: { ...proved, verdict: 'failed' } }, 'when-not-verified', true, true],
  ['what conflicts becomes a draft again', { base: conflicts }, 'when-not-verified', true, true],
  ['where maintainers want no drafts none is made', { proof: { ...proved, verdict: 'failed' } }, 'never', false, false],
  ['a base that is not known keeps nothing back', { base: null }, 'when-not-verified', false, false],
])('%s', ([, different, draft, isDraft, becomesDraft]) => {
  expect(decideDraft({ draft }, { ...ready, ...different })).toEqual({ isDraft, becomesDraft });
});

test('what weakens its tests becomes a draft again', () => {
  const facts: DraftFacts = { ...ready, proof: { ...proved, findings: [skipped] } };

  expect(decideDraft({ draft: 'when-not-verified' }, facts)).toEqual({ isDraft: true, becomesDraft: true });
});
