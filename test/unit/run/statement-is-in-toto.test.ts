import { expect, test } from 'vitest';
import { parseKnownEvent } from '../../../src/run/recording/recorded-event.ts';
import { printStatement, stateRun } from '../../../src/run/verification/state-run.ts';
import { inTotoProblems } from '../../support/in-toto-problems.ts';

const seal = { at: '2026-11-25T20:00:00.000Z', prev: '', hash: '' };
const digest = (digit: string) => digit.repeat(40);

const parts = [
  {
    type: 'run.started',
    repository: 'wader/tiny',
    versions: { sandpiper: '1.2.3' },
    settings: {
      solver: 'sandpiper',
      budget: { steps: 9, tokens: 9, costUsd: 9, minutes: 9 },
      image: 'sandpiper/node:1',
      commands: null,
      model: { name: 'gpt-5', editStyle: 'edit' },
    },
  },
  {
    type: 'box',
    purpose: 'agent',
    image: 'sandpiper/node:1',
    imageId: `sha256:${'1'.repeat(64)}`,
    runtime: 'runc',
    isolation: 'container',
  },
  { type: 'commit', runId: 'run-1', sha: digest('a'), tree: digest('c'), base: digest('b') },
  { type: 'run.ended', outcome: { kind: 'published', verdict: 'verified', publication: { sha: digest('d') } } },
];

const statement = stateRun(
  parts.flatMap((part, at) => parseKnownEvent({ seq: at + 1, ...seal, ...part }) ?? []),
  { seq: parts.length, hash: 'f'.repeat(64) },
);

test('what is written is a Statement, version 1, as other tools read it', () => {
  if (statement === null) throw new Error('There is no statement');

  expect(inTotoProblems(JSON.parse(printStatement(statement)))).toEqual([]);
});

/** Each is what a reader of the specification would refuse. */
test.for<[name: string, broken: object]>([
  ['of no version', { ...statement, _type: 'https://in-toto.io/Statement/v2' }],
  ['about nothing', { ...statement, subject: [] }],
  ['about something without a digest', { ...statement, subject: [{ name: 'head' }] }],
  ['about an empty digest', { ...statement, subject: [{ name: 'head', digest: {} }] }],
  ['with a digest in capitals', { ...statement, subject: [{ digest: { gitCommit: 'A'.repeat(40) } }] }],
  ['with a digest that names itself', { ...statement, subject: [{ digest: { sha256: `sha256:${'1'.repeat(64)}` } }] }],
  ['with half a digest', { ...statement, subject: [{ digest: { gitTree: 'abc1234' } }] }],
  ['with two subjects of one name', { ...statement, subject: twice({ name: 'a', digest: { gitTree: digest('a') } }) }],
  ['of a predicate without a name', { ...statement, predicateType: 'run' }],
  ['with a predicate that is a text', { ...statement, predicate: 'run' }],
  ['with a dependency without a digest', { ...statement, predicate: { resolvedDependencies: [{ name: 'base' }] } }],
])('a statement %s would be noticed', ([, broken]) => {
  expect(inTotoProblems(broken)).not.toEqual([]);
});

function twice(subject: object): readonly object[] {
  return [subject, subject];
}
