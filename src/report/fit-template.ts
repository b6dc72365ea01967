import { inertLine } from './inert-line.ts';
import { listCapped } from './list-capped.ts';
import type { PullRequestFacts } from './pull-request-facts.ts';
import { readTemplate, type TemplatePart } from './read-template.ts';
import { measuredTick } from './tick-box.ts';

/** What can stand under a heading of a template; empty where there is none. */
export type Slots = Readonly<Record<Slot, string>>;
export type Slot = 'tests' | 'issue' | 'review' | 'changes' | 'words';

export type FittedTemplate = {
  readonly markdown: string;
  /** What stands under a heading now, and nowhere else. */
  readonly placed: ReadonlySet<Slot>;
};

/**
 * The repository's own headings, filled with what Sandpiper has to say under each of them. A heading nobody here knows stays, and
 * says that it is open; of the boxes only those are ticked that a measurement makes true.
 */
export function fitTemplate(slots: Slots, facts: PullRequestFacts): FittedTemplate {
  const placed = new Set<Slot>();
  const parts = readTemplate(facts.template ?? '').map((part) => {
    const slot = slotOf(part.title);
    const isFree = slot !== null && !placed.has(slot) && slots[slot] !== '';
    if (isFree) placed.add(slot);
    return renderPart(part, isFree ? slots[slot] : '', facts);
  });
  return { markdown: parts.length === 0 ? '' : [introduction, ...parts].join('\n\n'), placed };
}

const introduction =
  "_The headings that follow are those of this repository's template. A box is ticked only for what was measured._";

const open = '_Not filled in by Sandpiper._';

function renderPart({ title, boxes }: TemplatePart, content: string, facts: PullRequestFacts): string {
  const heading = title === '' ? '' : `### ${inertLine(title, 120)}`;
  const list = listCapped(boxes, boxes.length, (box) => renderBox(box, facts));
  const isEmpty = content === '' && list === '';
  return [heading, isEmpty ? open : '', content, list].filter((block) => block !== '').join('\n\n');
}

function renderBox(box: string, facts: PullRequestFacts): string {
  const measured = measuredTick(box, facts);
  return measured === null ? `[ ] ${inertLine(box)}` : `[x] ${inertLine(box)} — measured: ${measured}`;
}

/** By the words people put in their headings; the first that fits. */
function slotOf(title: string): Slot | null {
  return kinds.find(([, words]) => words.test(title))?.[0] ?? null;
}

const kinds: readonly (readonly [Slot | null, RegExp])[] = [
  [null, /\b(?:types?|kind|breaking|screen ?shots?|checklist|release notes?|deploy\w*|licen[cs]e|agreement|cla)\b/i],
  ['tests', /\b(?:test(?:s|ed|ing)?|verif\w*|validat\w*|qa|proof)\b/i],
  [
    'issue',
    /\b(?:issues?|tickets?|fix(?:es)?|closes?|resolves?|linked|related|motivation|context|why|problem|background)\b/i,
  ],
  ['review', /\b(?:review\w*|where to start|look at)\b/i],
  ['words', /\b(?:descri\w*|summary|what|overview|about|purpose|solution|approach|implement\w*|how|explain\w*)\b/i],
  ['changes', /\b(?:change[sd]?|files?|modifi\w*)\b/i],
];
