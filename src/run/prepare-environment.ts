import { describeEnvironment } from '../environment/describe-environment.ts';
import { describePreparation } from '../environment/describe-preparation.ts';
import type { EnvironmentPlan } from '../environment/environment-plan.ts';
import { type Preparation, prepareBox } from '../environment/prepare-box.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import { blockedHosts } from './blocked-hosts.ts';
import type { Run } from './run.ts';

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
  workspace: Workspace,
  plan: EnvironmentPlan,
  allow = run.deps.settings.egress.allow,
): Promise<PreparedEnvironment> {
  const { deps, progress, signal } = run;
  const { installTimeoutMs, limits } = deps.settings;
  const preparation = await prepareBox(
    {
      workspace,
      onCommand: (command) => progress.addCommand('agent', command),
      blockedHosts: () => blockedHosts(progress.blocked),
    },
    plan,
    installTimeoutMs,
    signal,
  );
  const { services, install } = describePreparation(preparation);
  const box = await describeEnvironment(workspace, { limits, allow }, signal);
  return { preparation, environment: [...box, ...plan.notes, ...services], install };
}
