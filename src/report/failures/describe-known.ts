import { codeSpan } from '../code-span.ts';
import { describeStop } from '../describe-stop.ts';
import { fence } from '../fence.ts';
import { inertLine } from '../inert-line.ts';
import { listCapped } from '../list-capped.ts';
import type { ClassifiedFailure } from './failure-facts.ts';

/** What is known of a failure, as blocks of markdown in which no text of others does anything. */
export function describeKnown(failure: ClassifiedFailure): readonly string[] {
  switch (failure.kind) {
    case 'permission':
      return [`${codeSpan(failure.actor)} does not have ${failure.needed} permission in this repository.`];
    case 'queue':
      return [queueReasons[failure.why], resuming(failure.resumesAt)];
    case 'environment':
      return [
        reasonOf(failure),
        failure.command === null ? '' : `It was ${codeSpan(failure.command)}.`,
        logOf(failure),
      ];
    case 'model':
      return [`${codeSpan(failure.model)}: ${reasonOf(failure)}`, resuming(failure.resumesAt)];
    case 'agent':
      return [`The agent ${describeStop(failure.stop)}.`, listed('What it tried, in its own words:', failure.tried)];
    case 'verification':
      return [reasonOf(failure), listed('Tests that speak against the change:', failure.failing, codeSpan)];
    case 'delivery':
      return [`GitHub did not take ${inertLine(failure.what, 200)}.`, ruleOf(failure.rule), logOf(failure)];
    case 'safety':
      return [
        'The change holds what must not be published, so nothing of it was.',
        listed('', failure.refused, ({ path, reason }) => `${codeSpan(path)}: ${inertLine(reason, 300)}`),
      ];
  }
}

const queueReasons: Readonly<Record<Extract<ClassifiedFailure, { kind: 'queue' }>['why'], string>> = {
  full: 'As many runs are waiting as this installation takes.',
  'daily-limit': 'This repository has had as many runs today as it may.',
  'person-limit': 'You have asked for as many runs as one person may at a time.',
  paused: 'The operator has paused all runs.',
  budget: 'What may be spent on this repository is spent.',
};

function resuming(resumesAt: string | null): string {
  const time = resumesAt === null ? Number.NaN : Date.parse(resumesAt);
  if (Number.isNaN(time)) return '';
  const [day, clock = ''] = new Date(time).toISOString().split('T');
  return `It goes on by itself at ${clock.slice(0, 5)} UTC on ${day}.`;
}

const reasonOf = ({ reason }: { readonly reason: string }) => inertLine(reason, 1000);

function logOf({ log }: { readonly log: string | null }): string {
  return log === null || log.trim() === '' ? '' : fence(log, { lines: 30, characters: 4000, lineCharacters: 300 });
}

function ruleOf(rule: string | null): string {
  return rule === null ? '' : `It says: ${inertLine(rule, 500)}`;
}

function listed<Item extends object | string>(
  heading: string,
  items: readonly Item[],
  render: (item: Item) => string = (item) => inertLine(String(item), 300),
): string {
  if (items.length === 0) return '';
  const list = listCapped(items, 10, render);
  return heading === '' ? list : `${heading}\n\n${list}`;
}
