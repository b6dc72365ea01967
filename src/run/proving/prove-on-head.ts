import { readHunks } from '../../git/read-hunks.ts';
import type { ChangedText } from '../../verify/changed-text.ts';
import { isSourcePath } from '../../verify/is-source-path.ts';
import { isWeakened } from '../../verify/judge.ts';
import type { Proof, SuiteResult } from '../../verify/suite.ts';
import { type TouchableFile, touchHunks } from '../../verify/touch-hunks.ts';
import type { Run } from '../run.ts';
import type { ToProve } from './prove.ts';
import { type SuiteBox, withSuiteBox } from './run-suite-afresh.ts';

type SoFar = ToProve & {
  readonly texts: readonly ChangedText[];
  /** What is proved by what was measured until now, and if head came out like this when run once more. */
  readonly proof: Proof;
  readonly weighWith: (headAgain: SuiteResult) => Proof;
};

const maxTouchMs = 300_000;
const minTouchMs = 10_000;

/**
 * Tests head once more in another box, if anything hangs on it, and in that box each part of the change taken back alone.
 * What is already decided is not asked again.
 */
export async function proveOnHead(run: Run, soFar: SoFar): Promise<Proof> {
  const { proof, mirror, commit, plan } = soFar;
  if (isDecided(proof)) return proof;
  const files = isTouchable(proof) ? await readFiles(run, soFar) : [];
  if (files.length === 0 && !hangsOnIt(proof)) return proof;
  const request = { mirror, sha: commit.sha, purpose: 'head-again', plan };
  return await withSuiteBox(run, request, async (box) => {
    const again = soFar.weighWith(box.result);
    if (files.length === 0 || !isTouchable(again) || !isWorkable(box.result)) return again;
    return { ...again, touch: await touchIn(run, box, { files, proof: again }) };
  });
}

function isDecided({ head, findings }: Proof): boolean {
  return isWeakened(findings) || head.test?.exit.reason !== 'exited';
}

function hangsOnIt({ base, comparison, failFirst }: Proof): boolean {
  if (failFirst?.kind === 'proven') return true;
  if (comparison === null) return !isWorkable({ ...base, tests: null });
  return comparison.fixed.length + comparison.newlyFailing.length + comparison.vanished.length > 0;
}

/** Whether it is worth knowing which test notices what: nothing else is wrong, and the suite is no matter of many minutes. */
function isTouchable({ verdict, head }: Proof): boolean {
  return verdict !== 'failed' && (head.test?.durationMs ?? maxTouchMs) * 2 < maxTouchMs;
}

/** Where single tests are not known, only a green command can turn red. */
function isWorkable({ test, tests }: SuiteResult): boolean {
  return test?.exit.reason === 'exited' && (tests !== null || test.exit.code === 0);
}

async function readFiles({ deps, signal }: Run, { mirror, commit, texts }: SoFar): Promise<readonly TouchableFile[]> {
  const files: TouchableFile[] = [];
  for (const { path, before, after } of texts) {
    if (!isSourcePath(path) || after === null) continue;
    const hunks = before === null ? [] : await readHunks(deps.git, { mirror, head: commit.sha, path }, signal);
    files.push({ path, before, after, hunks });
  }
  return files;
}

async function touchIn(
  run: Run,
  { deps, again, result }: SuiteBox,
  { files, proof }: { readonly files: readonly TouchableFile[]; readonly proof: Proof },
): Promise<Proof['touch']> {
  const flaky = new Set(proof.comparison?.flaky);
  const control = { ...result, tests: result.tests?.filter(({ id }) => !flaky.has(id)) ?? null };
  const budgetMs = Math.min(maxTouchMs, Math.max(minTouchMs, 3 * (result.test?.durationMs ?? 0)));
  const inBox = {
    ...deps,
    now: run.deps.now,
    onCommand: (command: Parameters<typeof deps.onCommand>[0]) => run.progress.addCommand('touch', command),
  };
  return await touchHunks(inBox, { files, control, suite: again, budgetMs }, run.signal);
}
