import { planLayer } from '../preparation/plan-layer.ts';
import { testBase } from '../preparation/test-base.ts';
import { checkBaseline } from '../proving/check-baseline.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { atMostAtOnce } from './at-most-at-once.ts';
import { openCandidate } from './open-candidate.ts';
import { publishBest } from './publish-best.ts';
import { shareInbox } from './share-inbox.ts';
import type { TriedCandidate } from './tried-candidate.ts';
import { type CommonGround, tryCandidate } from './try-candidate.ts';

/**
 * Several attempts at one issue, each in a box and with a record of its own, proved against one baseline. The best is published as
 * any change is; of the others the patches are kept.
 */
export async function pursueCandidates(
  run: Run,
  asked: Omit<CommonGround, 'baseline'>,
  count: number,
): Promise<RunOutcome> {
  const { progress } = run;
  progress.enter('baseline');
  const base = { mirror: asked.mirror, sha: asked.mirror.baseSha, plan: asked.plan };
  const baseline = await testBase(run, base, await planLayer(run, base, asked.plan));
  progress.addNotes(baseline.troubles ?? []);
  checkBaseline(baseline, progress.blocked);

  progress.enter('solving');
  await using opened = new AsyncDisposableStack();
  const tried = await tryAll(run, { ...asked, baseline }, count, opened);

  progress.enter('proving');
  return await publishBest(run, tried);
}

/** Each comes to its proof as soon as it can; the records stay open until one of them is chosen. */
async function tryAll(
  run: Run,
  ground: CommonGround,
  count: number,
  opened: AsyncDisposableStack,
): Promise<readonly TriedCandidate[]> {
  const inbox = shareInbox(run.inbox);
  const attempt = async (number: number, signal: AbortSignal): Promise<TriedCandidate> => {
    const candidate = opened.use(await openCandidate({ ...run, signal }, { number, count }, inbox));
    const tried = await tryCandidate(candidate.run, ground);
    const { spent } = candidate.run.progress;
    run.progress.noteCandidate(number, spent);
    return { ...candidate, number, tried, spent };
  };
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  return await atMostAtOnce(run.deps.settings.candidatesAtOnce, numbers, attempt, run.signal);
}
