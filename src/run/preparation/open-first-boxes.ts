import type { Sandbox } from '../../sandbox/sandbox.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import { inParallel } from '../in-parallel.ts';
import { type FoundWorkspace, findKept } from '../keeping/find-kept.ts';
import { openKept } from '../keeping/open-kept.ts';
import type { Run } from '../run.ts';
import { type OpenedBox, openBox } from './open-box.ts';
import { type PlannedLayer, planLayer } from './plan-layer.ts';
import { type PreparedEnvironment, prepareEnvironment } from './prepare-environment.ts';
import { type Base, testBase } from './test-base.ts';

export interface FirstBoxes extends AsyncDisposable {
  /** Makes both boxes ready and runs the suite in the one of base. Once. */
  prepare(): Promise<ReadyBoxes>;
}

export type ReadyBoxes = {
  readonly baseline: SuiteResult;
  /** The agent's, which ends with the `await using` block of `FirstBoxes`. */
  readonly sandbox: Sandbox;
  readonly prepared: PreparedEnvironment;
  /** What the agent's box began with a copy of; `null`: the base alone. */
  readonly kept: FoundWorkspace | null;
};

/**
 * The agent's box, and that of base. Where what is installed can be shared and nobody has kept it yet, it is installed once, in
 * the box of base, and the agent's begins as a copy of that, while base is tested. Where a retry can go on in the workspace of an
 * earlier run, the agent's box alone begins with that.
 */
export async function openFirstBoxes(run: Run, base: Base): Promise<FirstBoxes> {
  const boxes = new AsyncDisposableStack();
  const layer = await planLayer(run, base, base.plan);
  const openForAgent = async (during: Run): Promise<AgentBox> => {
    const opened = await openBox(during, { ...base, purpose: 'agent' }, layer);
    boxes.use(opened.sandbox);
    return { ...opened, kept: null };
  };
  const resumed = await openResumed(run, base);
  if (resumed !== null) boxes.use(resumed.sandbox);
  const waits = layer !== null && (await layer.layers.find(layer.key)) === null;
  const early = resumed ?? (waits ? null : await openForAgent(run));
  return {
    prepare: () => prepareBoth(run, base, { layer, early, openForAgent }),
    [Symbol.asyncDispose]: () => boxes.disposeAsync(),
  };
}

type AgentBox = OpenedBox & Pick<ReadyBoxes, 'kept'>;

async function openResumed(run: Run, base: Base): Promise<AgentBox | null> {
  const kept = await findKept(run, base);
  const opened = kept === null ? null : await openKept(run, base, kept);
  return opened === null ? null : { ...opened, kept };
}

type Opening = {
  readonly layer: PlannedLayer | null;
  /** `null`: it waits for the layer. */
  readonly early: AgentBox | null;
  readonly openForAgent: (run: Run) => Promise<AgentBox>;
};

async function prepareBoth(run: Run, base: Base, { layer, early, openForAgent }: Opening): Promise<ReadyBoxes> {
  const { promise: isInstalled, resolve: installed } = Promise.withResolvers<void>();
  const [baseline, agent] = await inParallel(
    run.signal,
    (signal) => testBase({ ...run, signal }, base, layer, installed),
    async (signal) => {
      const during = { ...run, signal };
      if (early === null) await untilAborted(isInstalled, signal);
      const opened: AgentBox = early ?? (await openForAgent(during));
      const { sandbox, kept } = opened;
      return { sandbox, kept, prepared: await prepareEnvironment(during, opened, base.plan) };
    },
  );
  return { baseline, ...agent };
}
