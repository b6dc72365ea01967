import { fileOf } from './status-lookup.ts';
import type { Comparison } from './suite.ts';

export type Surroundings = {
  readonly changedPaths: readonly string[];
  /** The title and the text of the issue. */
  readonly issue: string;
  /** New tests of the change that were proved to test it. */
  readonly proven: readonly string[];
};

/**
 * Tests that failed at base and still fail, and yet belong to what the change is about: their file holds one that was mended
 * or that proves the change, was changed itself, or is named by the issue.
 */
export function findUnmended({ fixed, stillFailing }: Comparison, about: Surroundings): readonly string[] {
  const files = new Set([...[...fixed, ...about.proven].map(fileOf), ...about.changedPaths]);
  return stillFailing.filter((id) => files.has(fileOf(id)) || isNamed(id, about.issue));
}

/** Short titles are words that any issue may hold. */
function isNamed(id: string, issue: string): boolean {
  const file = fileOf(id);
  const title = id.split(' > ').at(-1) ?? '';
  return (/[./]/.test(file) && issue.includes(file)) || (title.length >= minTitleLength && issue.includes(title));
}

const minTitleLength = 12;
