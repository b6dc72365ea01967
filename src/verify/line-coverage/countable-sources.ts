import type { Runner } from '../../environment/commands.ts';
import { coverageMeans } from './coverage-means.ts';
import type { ChangedSource } from './sort-lines.ts';

/** The changed files of which `runner` could tell the coverage; none is reason enough to open no box. */
export function countableSources(runner: Runner, sources: readonly ChangedSource[]): readonly ChangedSource[] {
  const covers = coverageMeans(runner, '')?.covers;
  return covers === undefined ? [] : sources.filter(({ path, lines }) => covers.test(path) && lines.length > 0);
}
