import { codeSpan } from '../../report/code-span.ts';
import { describeVerdict } from '../../report/describe-verdict.ts';
import { formatLines } from '../../report/format-lines.ts';
import { inertLine } from '../../report/inert-line.ts';
import { quoteProse } from '../../report/quote-prose.ts';
import { readRunFile } from '../../store/read-run-file.ts';
import { describeTests } from './describe-tests.ts';
import { type EditingStep, findEditingStep } from './find-editing-step.ts';
import { linesOfPatch, type PatchedPlace } from './lines-of-patch.ts';
import { readEvidence } from './read-evidence.ts';

export type ExplainedPlace = { readonly path: string; readonly line: number | null };

type PastRun = { readonly runId: string; readonly endedAt: string };

const maxPatchBytes = 32 * 1024 * 1024;
/** Of an issue; older ones were built upon since. */
const lookedAt = 20;

/**
 * Markdown on why a place is as it is: by the record of the last run on the issue that changed it. `runs` are oldest first. In it
 * no text of others does anything.
 */
export async function explainChange(
  dataDirectory: string,
  runs: readonly PastRun[],
  place: ExplainedPlace,
): Promise<string> {
  let unreadable = 0;
  let other: { readonly run: PastRun; readonly patched: PatchedPlace } | null = null;
  for (const run of runs.toReversed().slice(0, lookedAt)) {
    const { runId } = run;
    const patch = await readRunFile(dataDirectory, { runId, name: 'change.patch', maxBytes: maxPatchBytes });
    if (patch === null) unreadable += 1;
    const patched = patch === null ? null : linesOfPatch(patch, place.path);
    if (patched === null) continue;
    if (place.line === null || patched.added.some(({ number }) => number === place.line))
      return await explain(dataDirectory, { run, patched, place });
    other ??= { run, patched };
  }
  return [notChanged(place, runs.length), ...elsewhere(other), ...gone(unreadable)].join('\n\n');
}

type Found = { readonly run: PastRun; readonly patched: PatchedPlace; readonly place: ExplainedPlace };

async function explain(dataDirectory: string, { run, patched, place }: Found): Promise<string> {
  const { path, line } = place;
  const text = patched.added.find(({ number }) => number === line)?.text ?? null;
  const step = await findEditingStep(dataDirectory, run.runId, { path, text });
  const evidence = await readEvidence(dataDirectory, run.runId);
  const lines = line === null ? patched.added.map(({ number }) => number) : [line];
  return [
    `${nameOf(place)} was changed by run ${codeSpan(run.runId)}, which ended on ${inertLine(run.endedAt.slice(0, 10))}${line === null ? `: ${sizeOf(patched)}` : ''}. Lines are counted as that run left them.`,
    text === null ? '' : `It wrote ${codeSpan(text.trim())}.`,
    ...(step === null ? ['No step of the agent names this file: a command may have changed it.'] : wordsOf(step)),
    evidence === null ? 'That run proved nothing.' : describeTests(evidence, path, lines),
    evidence === null
      ? ''
      : `**Verdict of its proof:** ${describeVerdict(evidence.verdict).toLowerCase()}. ${inertLine(evidence.because, 500)}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function wordsOf({ step, tool, said, saidAfter }: EditingStep): readonly string[] {
  const silent = said.trim() === '' && saidAfter.trim() === '';
  return [
    `The agent did it in step ${step}, by ${codeSpan(tool)}${silent ? ', without a word' : '. In its own words, which nobody checked'}.`,
    said.trim() === '' ? '' : `Before:\n\n${quoteProse(said, 1_200)}`,
    saidAfter.trim() === '' ? '' : `After:\n\n${quoteProse(saidAfter, 1_200)}`,
  ];
}

const nameOf = ({ path, line }: ExplainedPlace) => codeSpan(line === null ? path : `${path}:${line}`);

const sizeOf = ({ added, removed }: PatchedPlace) =>
  `${added.length} ${added.length === 1 ? 'line' : 'lines'} added, ${removed} taken away`;

function notChanged(place: ExplainedPlace, runs: number): string {
  if (runs === 0) return `No run has ended on this issue yet, so none changed ${nameOf(place)}.`;
  return `${nameOf(place)} was not changed by any run on this issue: it is as it was before, or people changed it.`;
}

function elsewhere(other: { readonly run: PastRun; readonly patched: PatchedPlace } | null): readonly string[] {
  if (other === null || other.patched.added.length === 0) return [];
  const lines = formatLines(other.patched.added.map(({ number }) => number));
  return [`In the same file, run ${codeSpan(other.run.runId)} changed ${lines}.`];
}

function gone(unreadable: number): readonly string[] {
  if (unreadable === 0) return [];
  return [
    `Of ${unreadable} ${unreadable === 1 ? 'run there is' : 'runs there are'} no patch any more, or never was one.`,
  ];
}
