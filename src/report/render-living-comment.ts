import { codeSpan } from './code-span.ts';
import type { CommentState, Noted } from './comment-state.ts';
import { inertLine } from './inert-line.ts';
import { linkTo } from './link-to.ts';
import { listCapped } from './list-capped.ts';
import { type Ended, renderEnded } from './living/render-ended.ts';
import { renderWaiting, type Waiting } from './living/render-waiting.ts';
import { renderWorking, type Working } from './living/render-working.ts';
import { livingCommentMarker } from './living-comment-marker.ts';

/** Words the one comment that is edited from the first moment to the last. Hand in a state that `makePublishable` has gone over. */
export function renderLivingComment(state: CommentState): string {
  const notes = 'notes' in state ? noted(state) : '';
  return [...blocksOf(state), notes, record(state), livingCommentMarker(state.issue)]
    .filter((block) => block !== '')
    .join('\n\n');
}

function blocksOf(state: CommentState): readonly string[] {
  if (isWorking(state)) return renderWorking(state);
  return isWaiting(state) ? renderWaiting(state) : renderEnded(state);
}

const isWorking = (state: CommentState): state is Working => state.kind === 'working';
const isWaiting = (state: CommentState): state is Exclude<CommentState, Working | Ended> & Waiting =>
  state.kind === 'queued' || state.kind === 'held' || state.kind === 'planned';

function noted({ notes }: Noted): string {
  if (notes.length === 0) return '';
  return `**To know:**\n\n${listCapped(notes, 10, (note) => inertLine(note, 500))}`;
}

/** Whoever has the page does not need to know where the record is. */
function record({ kind, runId, pageUrl = null }: CommentState): string {
  if (runId === null) return '';
  const named = kind === 'working' ? '' : `Record: run ${codeSpan(runId)}`;
  if (pageUrl === null) return named;
  const link = linkTo(kind === 'working' ? 'Watch this run' : 'Everything it did', pageUrl);
  return named === '' ? link : `${link} · ${named}`;
}
