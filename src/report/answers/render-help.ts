import { codeSpan } from '../code-span.ts';
import { formatCost } from '../format-cost.ts';
import type { HelpFacts } from './answer.ts';

/** What can be said to Sandpiper here, and how things stand. */
export function renderHelp(facts: HelpFacts): string {
  return [stand(facts), table(facts.on), rules(facts)].filter((part) => part !== '').join('\n\n');
}

const states = {
  waiting: 'A run is queued.',
  running: 'A run is going on.',
  held: 'A run waits for approval.',
  idle: 'Nothing is running, waiting or held.',
} as const;

function stand({ on, state, budgetUsd, approveAboveUsd }: HelpFacts): string {
  if (on === 'elsewhere') return 'Sandpiper works on issues, and on the pull requests that it opened; this is neither.';
  const parts: readonly (string | null)[] = [
    states[state ?? 'idle'],
    budgetUsd === null ? null : `The budget of a run is ${formatCost(budgetUsd)}, by \`/budget\`.`,
    approveAboveUsd === null
      ? null
      : `A run that may cost more than ${formatCost(approveAboveUsd)} waits for approval.`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

const everywhere = [
  ['/stop', 'end what runs, and drop what waits'],
  ['/explain path:line', 'say why a line was changed, from the record of the run'],
  ['/help', 'show this'],
] as const;

const onIssues = [
  ['/agent instructions', 'begin a run; the instructions may be left out'],
  ['/plan what matters', 'make a plan first, or another plan'],
  ['/approve', 'begin what waits for approval'],
  ['/retry hint', 'try again another way, with what was learnt'],
  ['/retry from 12 hint', 'go on from a step of the last run'],
  ['/retry x3', 'make several attempts and keep the best'],
  ['/budget 2.50', 'what a run may cost, in US dollars'],
] as const;

const onPulls = [
  ['/agent instructions', 'have something changed in this pull request'],
  ['/retry hint', 'bring it up to date with its base, or mend it'],
  ['/budget 2.50', 'what a run may cost, in US dollars'],
] as const;

function table(on: HelpFacts['on']): string {
  if (on === 'elsewhere') return '';
  const rows = [...(on === 'issue' ? onIssues : onPulls), ...everywhere];
  return [
    '| Command | What it does |',
    '| --- | --- |',
    ...rows.map(([command, what]) => `| \`${command}\` | ${what} |`),
  ].join('\n');
}

function rules({ on, labels, mayAsk }: HelpFacts): string {
  const { go, plan, never } = labels;
  const labelled = `The label ${codeSpan(go)} begins a run, ${codeSpan(plan)} a plan, and ${codeSpan(never)} keeps Sandpiper off.`;
  return [
    'A command stands at the beginning of a line of a new comment, outside of quotations and code.',
    on === 'our-pull-request' ? 'A submitted review is answered by itself.' : labelled,
    mayAsk ? '' : 'What costs or changes anything needs write permission, which you do not have here.',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
