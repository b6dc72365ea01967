import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import type { Preparation } from '../../environment/prepare-box.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import type { Run } from '../run.ts';
import { keepLayer } from './keep-layer.ts';
import { openBox } from './open-box.ts';
import type { WorkspaceRequest } from './open-workspace.ts';
import type { PlannedLayer } from './plan-layer.ts';
import { prepareOpenedBox } from './prepare-opened-box.ts';
import { testInBox } from './test-in-box.ts';

export type Base = Pick<WorkspaceRequest, 'mirror' | 'sha'> & { readonly plan: EnvironmentPlan };

/** The base half of the proof. What is installed for it is kept as the layer; `onInstalled` is told when that has been done. */
export async function testBase(
  run: Run,
  base: Base,
  layer: PlannedLayer | null,
  onInstalled: () => void = () => undefined,
): Promise<SuiteResult> {
  const { plan, sha } = base;
  const opened = await openBox(run, { ...base, purpose: 'base' }, layer);
  await using sandbox = opened.sandbox;
  const keep = layer === null ? null : (done: Preparation) => keepLayer(run, sandbox, layer, done);
  const preparation = await prepareOpenedBox(run, opened, { purpose: 'base', plan }, keep);
  onInstalled();
  return await testInBox(run, { ...opened, preparation }, { sha, plan, purpose: 'base' });
}
