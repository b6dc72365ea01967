import { expect, test } from 'vitest';
import { decideFinish, type FinishCall, nothingShown } from '../../../src/tools/finish/decide-finish.ts';

const fixed: FinishCall = { outcome: 'fixed', change: 'some', tree: 'a', objections: [], doubts: [], isLast: false };
const unchanged: FinishCall = { ...fixed, change: 'none' };
const doubtful: FinishCall = { ...fixed, objections: ['No.'] };
const untested: FinishCall = { ...fixed, doubts: ['Nothing was run.'] };
const unseen: FinishCall = { ...fixed, change: 'unknown', tree: null };
const blocked: FinishCall = { ...doubtful, outcome: 'blocked' };
const edited = (call: FinishCall, tree: string): FinishCall => ({ ...call, tree });

type Row = readonly [title: string, calls: readonly FinishCall[], shown: number, unresolved: readonly string[]];

const rows: readonly Row[] = [
  ['a change nobody objects to', [fixed, fixed], 1, []],
  ['a change that was changed again', [fixed, edited(fixed, 'b'), edited(fixed, 'b')], 2, []],
  ['a change that answers the objection', [doubtful, edited(fixed, 'b'), edited(fixed, 'b')], 2, []],
  ['objections that are made by facts other than the files, and answered', [doubtful, fixed], 1, []],
  ['objections that are left standing', [doubtful, doubtful, doubtful, doubtful], 3, ['No.']],
  ['doubts that the proof makes good, made three times', [untested, untested, untested, untested], 3, []],
  ['a doubt that is answered', [untested, fixed], 1, []],
  [
    'objections that new ones follow',
    [doubtful, edited(doubtful, 'b'), edited(doubtful, 'c'), edited(doubtful, 'd'), edited(doubtful, 'd')],
    4,
    ['No.'],
  ],
  ['a change that never comes to rest', [...'abcdefg'].map((tree) => edited(doubtful, tree)), 6, ['No.']],
  ['a fix that changed nothing', Array<FinishCall>(4).fill({ ...doubtful, change: 'none' }), 3, ['No.']],
  ['nothing to fix', [{ ...unchanged, outcome: 'no_change_needed' }], 0, []],
  ['being blocked with nothing changed', [{ ...unchanged, outcome: 'blocked' }], 0, []],
  ['a question with nothing changed', [{ ...unchanged, outcome: 'needs_info' }], 0, []],
  ['being blocked with a doubtful change', [blocked, blocked], 1, ['No.']],
  ['being blocked with a change that goes on changing', [blocked, edited(blocked, 'b')], 1, ['No.']],
  [
    'a question with a change',
    [
      { ...fixed, outcome: 'needs_info' },
      { ...fixed, outcome: 'needs_info' },
    ],
    1,
    [],
  ],
  ['no change needed, with one', Array<FinishCall>(4).fill({ ...doubtful, outcome: 'no_change_needed' }), 3, ['No.']],
  ['a change that git does not tell', [unseen, unseen], 1, []],
  ['the last word', [{ ...doubtful, isLast: true }], 0, ['No.']],
];

test.for(rows)('%s: shown as often as need be, then accepted', ([, calls, shown, unresolved]) => {
  let memory = nothingShown;
  const decisions = calls.map((call) => {
    const decision = decideFinish(memory, call);
    if (decision.kind === 'show') memory = decision.memory;
    return decision;
  });

  expect(decisions.slice(0, -1).map(({ kind }) => kind)).toEqual(Array(shown).fill('show'));
  expect(decisions.at(-1)).toEqual({ kind: 'accept', unresolved });
});
