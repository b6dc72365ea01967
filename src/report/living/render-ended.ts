import { codeSpan } from '../code-span.ts';
import type { CommentState } from '../comment-state.ts';
import { describeSpent } from '../describe-spent.ts';
import { describeVerdict } from '../describe-verdict.ts';
import type { ClassifiedFailure } from '../failures/failure-facts.ts';
import { renderFailure } from '../failures/render-failure.ts';
import { inertLine } from '../inert-line.ts';
import { linkTo } from '../link-to.ts';
import { listSaved } from '../list-saved.ts';
import { quoteProse } from '../quote-prose.ts';
import { renderCandidates } from '../render-candidates.ts';
import { stageWords } from '../stage-words.ts';

export type Ended = Exclude<CommentState, { kind: 'working' | 'queued' | 'held' | 'planned' }>;
type EndedAs<Kind extends Ended['kind']> = Extract<Ended, { kind: Kind }>;

/** How a run came out. */
export function renderEnded(state: Ended): readonly string[] {
  switch (state.kind) {
    case 'pull-request':
      return pullRequestBlocks(state);
    case 'ended-pull':
      return endedPullBlocks(state);
    case 'withheld':
      return withheldBlocks(state);
    case 'no-change':
      return noChangeBlocks(state);
    case 'failed': {
      const { failure } = state;
      const { unknown = [], nextAction } = failure;
      return [renderFailure({ ...state, unknown, nextAction, failure: { ...failure, kind: failure.cause } })];
    }
    case 'cancelled':
      return [
        '### Sandpiper was stopped',
        `While ${stageWords[state.stage].toLowerCase()}: ${inertLine(state.because, 500)}`,
        listSaved(state),
        '**Next:** comment `/retry` to start again; what you write after it goes to the agent as a hint.',
        describeSpent(state),
      ];
    case 'refused':
      return [
        '### Sandpiper did not start',
        `${state.actor === '' ? '' : `Thank you, ${codeSpan(state.actor)}. `}${inertLine(state.reason, 500)}`,
        inertLine(state.nextAction, 500),
      ];
  }
}

function pullRequestBlocks(state: EndedAs<'pull-request'>): readonly string[] {
  const { draft, isUpdate = false, candidates } = state;
  const link = linkTo(`#${state.number}`, state.url);
  const opened = `opened ${draft ? 'a draft pull request' : 'a pull request'}: ${link}`;
  return [
    `### Sandpiper ${isUpdate ? `pushed to ${link}` : opened}`,
    `**${describeVerdict(state.verdict)}.** ${inertLine(state.because, 500)}`,
    draft ? 'It is a draft: please read what it says before you use it.' : '',
    candidates === undefined ? '' : renderCandidates(candidates),
    '**Next:** review it. A review with comments, or `/agent` with what should be different in a comment there, brings further commits.',
    describeSpent(state),
  ];
}

function endedPullBlocks({ number, url, how, by }: EndedAs<'ended-pull'>): readonly string[] {
  const link = linkTo(`#${number}`, url);
  const said = `${link} was ${how}${by === null ? '' : ` by ${codeSpan(by)}`}.`;
  if (how === 'merged') return ['### Sandpiper’s change was merged', said];
  const next =
    '**Next:** comment `/retry` with what should be different for another attempt, or reopen the pull request.';
  return ['### Sandpiper’s change was closed', said, next];
}

function withheldBlocks(state: EndedAs<'withheld'>): readonly string[] {
  const policy = 'By the settings of this repository only a verified change becomes a pull request.';
  const reason = `${describeVerdict(state.verdict)}. ${state.because} ${policy}`;
  const failure = { kind: 'verification', reason, log: null } as const;
  return [renderFailure({ ...state, stage: 'publishing', unknown: [], nextAction: null, failure })];
}

function noChangeBlocks(state: EndedAs<'no-change'>): readonly string[] {
  const { stop, finish } = state;
  if (isSettled(finish))
    return [
      '### Sandpiper made no change',
      'The agent says that no change is needed.',
      `In the model's own words, which nobody checked:\n\n${quoteProse(finish.summary)}`,
      listSaved(state),
      '**Next:** close the issue if that is right; otherwise comment `/retry` with what it missed.',
      describeSpent(state),
    ];
  const failure: ClassifiedFailure = { kind: 'agent', stop, finish };
  return [renderFailure({ ...state, stage: 'solving', unknown: [], nextAction: null, failure })];
}

type Finish = NonNullable<EndedAs<'no-change'>['finish']>;

const isSettled = (finish: Finish | null): finish is Finish & { readonly outcome: 'no-change-needed' } =>
  finish?.outcome === 'no-change-needed';
