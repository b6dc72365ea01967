import { readFile } from 'node:fs/promises';
import { type Message, ModelFault } from '../../model/ask-model.ts';
import { cutMiddle } from '../../tools/cut-middle.ts';
import { untilAborted } from '../../until-aborted.ts';
import { clip } from '../prompt/clip.ts';
import { quoteData } from '../prompt/quote-data.ts';
import { mechanicalSummary } from './mechanical-summary.ts';
import { renderTranscript } from './render-transcript.ts';
import { summaryHeadings } from './summary-headings.ts';
import type { WorkState } from './work-state.ts';

export type SummaryMaterial = {
  readonly prompt: readonly Message[];
  readonly dropped: readonly Message[];
  /** The summary of what was left out before, if anything was. */
  readonly earlier: string | null;
  readonly work: WorkState;
  /** What the request for the summary may hold. */
  readonly maxBytes: number;
};

const MAX_SUMMARY_CHARACTERS = 12_000;

/**
 * The steps that are left out, under fixed headings. The model is asked afresh, with the steps as one quoted text: without
 * tools to call and calls to continue, it can only write. What comes of an answer that is none is made without it.
 */
export async function writeSummary(
  ask: (messages: readonly Message[]) => Promise<string>,
  material: SummaryMaterial,
  signal: AbortSignal,
): Promise<string> {
  const { dropped, earlier, work } = material;
  const answer = await askForSummary(ask, await summaryRequest(material), signal);
  return isSummary(answer) ? clip(answer.trim(), MAX_SUMMARY_CHARACTERS) : mechanicalSummary(dropped, earlier, work);
}

async function askForSummary(
  ask: (messages: readonly Message[]) => Promise<string>,
  request: readonly Message[],
  signal: AbortSignal,
): Promise<string> {
  try {
    return await untilAborted(ask(request), signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof ModelFault)) throw error;
    // Whatever keeps the model from writing notes must not end the run; if it lasts, the next step meets it too.
    return '';
  }
}

async function summaryRequest({ prompt, dropped, earlier, maxBytes }: SummaryMaterial): Promise<readonly Message[]> {
  const rules = await readFile(new URL('./summary-rules.md', import.meta.url), 'utf8');
  const task = prompt.flatMap(({ role, text }) => (role === 'user' ? [text] : [])).join('\n\n');
  const part = Math.max(1_000, Math.floor(maxBytes / 4));
  const sections = [
    quoteData('task', cutMiddle(task, { head: Math.floor(part / 4), tail: part }, 'left out here')),
    ...(earlier === null ? [] : [`Notes on what came before this record:\n\n${quoteData('notes', earlier)}`]),
    quoteData('record', renderTranscript(dropped, part * 2)),
    'Write the notes.',
  ];
  return [
    { role: 'system', text: rules },
    { role: 'user', text: sections.join('\n\n') },
  ];
}

/** Half of the headings are enough: what a refusal or a continuation of the work never has. */
function isSummary(text: string): boolean {
  return summaryHeadings.filter((heading) => text.includes(heading)).length >= summaryHeadings.length / 2;
}
