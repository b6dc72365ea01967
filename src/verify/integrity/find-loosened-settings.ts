import type { ChangedText } from '../changed-text.ts';
import type { IntegrityFinding } from '../suite.ts';
import { listItems } from './list-items.ts';
import { shorten } from './quote-lines.ts';
import { type SettingsRule, settingsRules } from './settings-rules.ts';
import { without } from './without.ts';

/** Settings of linters, type checkers, coverage and CI that let more pass than before. A new file takes nothing away. */
export function findLoosenedSettings(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  return changes.flatMap((change) =>
    settingsRules.flatMap((rule) => {
      if (!rule.file.test(change.path) || change.before === null) return [];
      const reason = looserBy(rule, withoutComments(change.before), withoutComments(change.after ?? ''));
      return reason === null ? [] : [{ kind: rule.kind, path: change.path, detail: `${rule.says} (${reason})` }];
    }),
  );
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(?:#|\/\/)[^\n]*$/gm, '');
}

/** What says so, for a reader; `null`: nothing does. */
function looserBy({ more, fewer, lists, floors }: SettingsRule, before: string, after: string): string | null {
  const added = more === undefined ? [] : grown(matches(before, more), matches(after, more));
  if (added[0] !== undefined) return `now: ${shorten(added[0], 80)}`;
  const gone = fewer === undefined ? [] : grown(matches(after, fewer), matches(before, fewer));
  if (gone[0] !== undefined) return `no longer: ${shorten(gone[0], 80)}`;
  const lowered = floors === undefined ? null : loweredFloor(before, after, floors);
  if (lowered !== null) return lowered;
  if (lists !== undefined && listItems(after, lists) > listItems(before, lists)) return 'a list of exceptions grew';
  return null;
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return text.match(pattern)?.map((match) => match.trim().replace(/\s+/g, ' ')) ?? [];
}

function grown(few: readonly string[], many: readonly string[]): readonly string[] {
  return many.length > few.length ? without(many, few, (match) => match) : [];
}

function loweredFloor(before: string, after: string, floors: RegExp): string | null {
  const [was, is] = [before, after].map((text) => [...text.matchAll(floors)]);
  for (const [name, found] of Map.groupBy(was ?? [], ([, floor]) => floor ?? '')) {
    const now = (is ?? []).filter(([, floor]) => floor === name);
    const lower = found.find(([, , value], index) => Number(now[index]?.[2] ?? 0) < Number(value));
    if (lower !== undefined) return `${name} was ${lower[2]}, and is ${now[found.indexOf(lower)]?.[2] ?? 'not set'}`;
  }
  return null;
}
