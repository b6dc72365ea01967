import type { Saved } from './comment-state.ts';
import { inertLine } from './inert-line.ts';
import { listCapped } from './list-capped.ts';

/** What outlives a run, as markdown. */
export function listSaved({ saved }: Saved): string {
  const always = '**Saved:** the transcript and the logs';
  if (saved.length === 0) return `${always}.`;
  return `${always}, and\n\n${listCapped(saved, 10, (item) => inertLine(item, 300))}`;
}
