import { hasMarks } from '../../git/has-marks.ts';
import { matchPath } from '../../git/match-path.ts';
import type { ChangedFile } from '../../tools/changed-file.ts';
import { checkIntegrity } from '../../verify/check-integrity.ts';
import { severityOf } from '../../verify/integrity/severity-of.ts';
import type { TestCommand } from '../../verify/suite.ts';

export type Objections = {
  /** The test command at base. */
  readonly test: TestCommand;
  /** Patterns as in `git/protected-paths.ts`. */
  readonly protectedPaths: readonly string[];
  /** Files in which both sides of a merge stood when the work began; left out: none. */
  readonly conflicts?: readonly string[];
};

/**
 * What would speak against the change if it were proved and published as it is, one sentence each: said to the agent while it
 * can still do something about it. The same rules judge again afterwards, on what the host itself exported.
 */
export function objectToChange({
  test,
  protectedPaths,
  conflicts = [],
}: Objections): (change: readonly ChangedFile[]) => string[] {
  const protectedBy = matchPath(protectedPaths);
  return (change) => {
    const isProtected = change.filter(({ path }) => protectedBy(path) !== undefined);
    const findings = checkIntegrity(
      change.map(({ path, before, after }) => ({ path, before, after })),
      { command: test, isExitCodeOnly: false },
    );
    return [
      ...unresolved(conflicts, change).map((path) => `${path} is not resolved: both sides still stand in it.`),
      ...isProtected.map(({ path }) => `${path} may not be changed by an agent: with it the whole change is refused.`),
      ...findings.map(({ path, detail, kind }) => `${path} ${detail}. ${whatToDo[severityOf(kind)]}`),
    ];
  };
}

/** A file that nobody touched is as the merge left it. */
function unresolved(conflicts: readonly string[], change: readonly ChangedFile[]): readonly string[] {
  return conflicts.filter((path) => {
    const changed = change.find((one) => one.path === path);
    return changed === undefined || hasMarks(changed.after ?? '');
  });
}

const whatToDo = {
  blocks: 'The evidence must not become weaker: take it back.',
  warns: 'Take it back, or say in `limits` why it has to be so; reviewers are told.',
};
