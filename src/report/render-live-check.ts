import type { CommentState } from './comment-state.ts';
import { describeVerdict } from './describe-verdict.ts';
import { wordsFor } from './failures/failure-words.ts';
import { renderLivingComment } from './render-living-comment.ts';
import { stageWords } from './stage-words.ts';

export type LiveCheckText = {
  readonly title: string;
  readonly summary: string;
  /** `null` while the run goes on. The verdict belongs to the commit that the run makes, never to the one it began with. */
  readonly conclusion: 'neutral' | 'cancelled' | null;
};

/** Words the check run of a run that works on an open pull request. Hand in a state that `makePublishable` has gone over. */
export function renderLiveCheck(state: CommentState): LiveCheckText {
  return { title: titleOf(state), summary: renderLivingComment(state), conclusion: conclusionOf(state) };
}

function conclusionOf({ kind }: CommentState): LiveCheckText['conclusion'] {
  if (kind === 'cancelled') return 'cancelled';
  return kind === 'working' || kind === 'queued' || kind === 'held' ? null : 'neutral';
}

function titleOf(state: CommentState): string {
  switch (state.kind) {
    case 'working':
      return `${stageWords[state.stage]} …`;
    case 'queued':
    case 'held':
      return 'Waiting';
    case 'planned':
      return 'A plan waits for approval';
    case 'pull-request':
      return `Pushed further commits: ${describeVerdict(state.verdict).toLowerCase()}`;
    case 'ended-pull':
      return `The pull request was ${state.how}`;
    case 'withheld':
      return 'Nothing was pushed: the change is not verified';
    case 'no-change':
      return `Nothing was pushed: ${wordsFor({ kind: 'agent', stop: state.stop, finish: state.finish }).title}`;
    case 'failed':
      return `Nothing was finished: ${wordsFor({ ...state.failure, kind: state.failure.cause }).title}`;
    case 'cancelled':
      return 'The run was stopped';
    case 'refused':
      return 'The run did not start';
  }
}
