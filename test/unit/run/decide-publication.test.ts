import { expect, test } from 'vitest';
import { noSettings, type PublishPolicy } from '../../../src/environment/repository-settings.ts';
import { decidePublication, type PublicationFacts } from '../../../src/run/publishing/decide-publication.ts';

const tip = 'a'.repeat(40);
const proved: PublicationFacts = { verdict: 'verified', isReady: true, isWarned: false, base: { kind: 'same' } };
const failed: PublicationFacts = { verdict: 'failed', isReady: false, isWarned: false, base: { kind: 'same' } };
const conflicts: PublicationFacts = { ...proved, base: { kind: 'conflicts', tip, paths: ['a'], isRewritten: false } };
const moved: PublicationFacts = { ...proved, base: { kind: 'moved', tip, paths: [], isRewritten: false } };
const ready = { kind: 'open', draft: false };
const draft = { kind: 'open', draft: true };
const withhold = { kind: 'withhold' };

test.for<readonly [string, Partial<PublishPolicy>, PublicationFacts, object]>([
  ['a proved change is ready', {}, proved, ready],
  ['a change that is not proved is a draft', {}, failed, draft],
  ['a proved change with something odd about it is a draft', {}, { ...proved, isReady: false }, draft],
  ['a warning alone keeps nothing back', {}, { ...proved, isWarned: true }, ready],
  ['a warning makes a draft by policy', { draft: 'when-warned' }, { ...proved, isWarned: true }, draft],
  ['a proved change without one is ready by the same policy', { draft: 'when-warned' }, proved, ready],
  ['a change that is not proved is a draft by it, too', { draft: 'when-warned' }, failed, draft],
  ['a proved change is a draft where maintainers always want one', { draft: 'always' }, proved, draft],
  ['no change is a draft where maintainers never want one', { draft: 'never' }, failed, ready],
  ['a change that is not proved is withheld by policy', { unverified: 'comment-only' }, failed, withhold],
  ['withholding goes before the draft', { unverified: 'comment-only', draft: 'never' }, failed, withhold],
  ['a proved change is not withheld', { unverified: 'comment-only' }, proved, ready],
  ['a base that moved again makes a draft', {}, moved, draft],
  ['a base that moved again makes no draft where maintainers never want one', { draft: 'never' }, moved, ready],
  ['a conflict makes a draft', {}, conflicts, draft],
  ['a conflict makes a draft even where maintainers never want one', { draft: 'never' }, conflicts, draft],
  ['a base that cannot be seen changes nothing', {}, { ...proved, base: null }, ready],
])('%s', ([, differences, facts, expected]) => {
  expect(decidePublication({ ...noSettings.publish, ...differences }, facts)).toEqual(expected);
});
