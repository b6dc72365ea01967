import type { Message } from '../../model/ask-model.ts';
import { clip } from '../prompt/clip.ts';
import { listAtMost } from '../prompt/list-at-most.ts';
import { oneLine } from '../prompt/one-line.ts';
import { type SummaryHeading, summaryHeadings } from './summary-headings.ts';
import type { WorkState } from './work-state.ts';

const MAX_CALLS = 40;
const MAX_WORDS = 5;
const MAX_EARLIER_CHARACTERS = 4_000;

/** A summary that needs no model: what was called, what was said last, and what is known of the work. */
export function mechanicalSummary(dropped: readonly Message[], earlier: string | null, work: WorkState): string {
  const { plan, changedFiles, lastCommand } = work;
  const open = plan.filter(({ status }) => status === 'pending' || status === 'in_progress').map(({ text }) => text);
  const said = dropped.flatMap((one) => (one.role === 'assistant' && one.text.trim() !== '' ? [one.text] : []));
  const sections: Readonly<Record<SummaryHeading, string>> = {
    'Task state': `The model gave no summary. The calls that are left out, the last of them last:\n${listLast(callsOf(dropped))}`,
    Decisions:
      said.length === 0 ? 'Not recorded.' : `Last words, in order:\n${listAtMost(MAX_WORDS, said.slice(-MAX_WORDS))}`,
    'Files touched': changedFiles.length === 0 ? 'None.' : listAtMost(50, changedFiles),
    'Tests and their state':
      lastCommand === null ? 'Nothing was run.' : `${oneLine(lastCommand.command)} → ${oneLine(lastCommand.outcome)}`,
    'Constraints learnt':
      earlier === null ? 'Not recorded.' : `Earlier notes:\n${clip(earlier, MAX_EARLIER_CHARACTERS)}`,
    'Next steps': open.length === 0 ? 'Look at the change so far, then go on with the task.' : listAtMost(30, open),
  };
  return summaryHeadings.map((heading) => `## ${heading}\n${sections[heading]}`).join('\n\n');
}

function listLast(calls: readonly string[]): string {
  if (calls.length === 0) return '- none';
  const shown = listAtMost(MAX_CALLS, calls.slice(-MAX_CALLS));
  return calls.length > MAX_CALLS ? `- ${calls.length - MAX_CALLS} earlier ones\n${shown}` : shown;
}

/** Each call with the first line of what came out of it. */
function callsOf(messages: readonly Message[]): readonly string[] {
  const results = new Map(messages.flatMap((one) => (one.role === 'tool' ? [[one.callId, one.text] as const] : [])));
  const calls = messages.flatMap((one) => (one.role === 'assistant' ? one.toolCalls : []));
  return calls.map(({ id, name, arguments: text }) => {
    const outcome = (results.get(id) ?? '').slice(0, 1_000).split('\n', 1)[0] ?? '';
    return `${name.slice(0, 80)} ${text.slice(0, 150)} → ${outcome.slice(0, 100)}`;
  });
}
