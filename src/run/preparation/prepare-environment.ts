import { describeEnvironment } from '../../environment/describe-environment.ts';
import { describePreparation } from '../../environment/describe-preparation.ts';
import type { EnvironmentPlan } from '../../environment/environment-plan.ts';
import type { Preparation } from '../../environment/prepare-box.ts';
import type { Run } from '../run.ts';
import type { OpenedBox } from './open-box.ts';
import { prepareOpenedBox } from './prepare-opened-box.ts';

export type PreparedEnvironment = {
  readonly preparation: Preparation;
  /** For `PromptFacts.environment`: the box, its services, what files say about versions. */
  readonly environment: readonly string[];
  /** For `PromptFacts.install`. */
  readonly install: readonly string[];
};

/**
 * Makes the agent's box ready as the boxes of the proof are, so that it begins where the tests can be run. What fails is told
 * to the agent and ends nothing: whether anything can be proved is the baseline's to say.
 */
export async function prepareEnvironment(
  run: Run,
  opened: OpenedBox,
  plan: EnvironmentPlan,
): Promise<PreparedEnvironment> {
  const { limits, egress } = run.deps.settings;
  const preparation = await prepareOpenedBox(run, opened, { purpose: 'agent', plan });
  const { services, install } = describePreparation(preparation);
  const box = await describeEnvironment(opened.sandbox, { limits, allow: egress.allow }, run.signal);
  return { preparation, environment: [...box, ...plan.notes, ...services], install };
}
