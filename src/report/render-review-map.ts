import { codeSpan } from './code-span.ts';
import { fold } from './fold.ts';
import { formatLines } from './format-lines.ts';
import { inertLine } from './inert-line.ts';
import { numberTests, type TestNumbers } from './number-tests.ts';

/** Where a reader of a change may want to look. Paths, names and the words are hostile text. */
export type ReviewMap = {
  readonly requirements: readonly { readonly text: string; readonly hunks: readonly MappedHunk[] }[];
  /** Changed lines that the tests did not execute; `null`: not measured. */
  readonly unreached: readonly { readonly path: string; readonly lines: readonly number[] }[] | null;
  readonly order: readonly ReadingStep[];
};

export type MappedHunk = {
  readonly path: string;
  /** Lines at head, both included; `to` before `from` where lines only went. */
  readonly from: number;
  readonly to: number;
  /** Names and words it has in common with the requirement, as they stand there. */
  readonly shared: readonly string[];
  /** Whether a test fails without it, and which. */
  readonly noticed: 'yes' | 'no' | 'unknown';
  readonly tests: readonly string[];
  /** How many of its lines the tests executed; `null`: not known. */
  readonly executed: { readonly yes: number; readonly no: number } | null;
};

export type ReadingStep = { readonly path: string; readonly changedLines: number; readonly reasons: readonly string[] };

/** For each block; together with the words around them they stay below 6,000 characters. */
const limits = { requirements: 2400, tests: 800, unreached: 800, order: 1500 };

/** Markdown that shows a map and does nothing else: what to read first, and then why it is there. Empty when there is nothing to say. */
export function renderReviewMap(map: ReviewMap): string {
  const blocks = [renderOrder(map), renderUnreached(map), renderRequirements(map)].filter((block) => block !== '');
  return blocks.length === 0 ? '' : ['#### Review map', ...blocks].join('\n\n');
}

/** One file needs no order. */
function renderOrder({ order }: ReviewMap): string {
  if (order.length < 2) return '';
  return `Read in this order, by risk:\n\n${within(limits.order, order, renderStep)}`;
}

function renderStep({ path, changedLines, reasons }: ReadingStep): string {
  const size = `${changedLines} ${changedLines === 1 ? 'line' : 'lines'}`;
  return `1. ${codeSpan(path, 120)}, ${[size, ...reasons].join('; ')}`;
}

function renderUnreached({ unreached }: ReviewMap): string {
  if (unreached === null || unreached.length === 0) return '';
  const renderFile = ({ path, lines }: (typeof unreached)[number]) => `- ${codeSpan(path, 120)} ${formatLines(lines)}`;
  return `Changed lines that no test executes in full:\n\n${within(limits.unreached, unreached, renderFile)}`;
}

/** Where no word is shared at all, only the title would be repeated. */
function renderRequirements({ requirements }: ReviewMap): string {
  const hunks = requirements.flatMap((requirement) => requirement.hunks);
  if (hunks.length === 0) return '';
  const numbers = numberTests(hunks.flatMap(({ noticed, tests }) => (noticed === 'yes' ? tests : [])));
  const list = within(limits.requirements, requirements, (requirement) => renderRequirement(requirement, numbers));
  const blocks = [
    'Found by fixed rules, without a model: that words are shared is a hint where to look, and proves nothing.',
    list,
    renderTests(numbers),
  ];
  const answered = requirements.filter((requirement) => requirement.hunks.length > 0).length;
  const summary = `What the issue seems to ask for, and the changed code that shares its words (${answered} of ${requirements.length})`;
  return fold(summary, blocks.filter((block) => block !== '').join('\n\n'));
}

function renderRequirement({ text, hunks }: ReviewMap['requirements'][number], numbers: TestNumbers): string {
  const places = hunks.map((hunk) => `  - ${renderHunk(hunk, numbers)}`);
  const shown = places.length > 0 ? places : ['  - no changed code shares its words'];
  return [`- “${inertLine(text, 250)}”`, ...shown].join('\n');
}

function renderHunk({ path, from, to, shared, ...evidence }: MappedHunk, numbers: TestNumbers): string {
  const words = shared.map((word) => codeSpan(word, 40)).join(', ');
  return `${codeSpan(path, 120)} ${placeOf(from, to)} shares ${words}${renderEvidence(evidence, numbers)}`;
}

function placeOf(from: number, to: number): string {
  if (to < from) return `before line ${from}`;
  return from === to ? `line ${from}` : `lines ${from}–${to}`;
}

function renderEvidence(
  { noticed, tests, executed }: Pick<MappedHunk, 'noticed' | 'tests' | 'executed'>,
  numbers: TestNumbers,
): string {
  const total = executed === null ? 0 : executed.yes + executed.no;
  const facts = [
    noticed === 'yes' ? `without it ${numbers.naming(tests)}` : '',
    noticed === 'no' ? 'no test notices when it is taken back' : '',
    executed === null || total === 0 ? '' : `${executed.yes} of ${total} lines executed by the tests`,
  ].filter((fact) => fact !== '');
  return facts.map((fact) => `; ${fact}`).join('');
}

function renderTests({ tests }: TestNumbers): string {
  if (tests.length === 0) return '';
  const list = within(limits.tests, tests, (test) => `1. ${codeSpan(test, 100)}`);
  return `The tests, by number:\n\n${list}`;
}

/** As many items as have room, with a last line that counts the rest. */
function within<T>(maxCharacters: number, items: readonly T[], render: (item: T) => string): string {
  const shown: string[] = [];
  let left = maxCharacters;
  for (const item of items) {
    const line = render(item);
    left -= line.length + 1;
    if (left < 0) break;
    shown.push(line);
  }
  const rest = items.length - shown.length;
  return (rest > 0 ? [...shown, `- … and ${rest} more`] : shown).join('\n');
}
