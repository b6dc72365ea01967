import { mayWrite } from '../../github/may-write.ts';
import type { Answer } from '../../report/answers/answer.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import type { Situation } from './carry-out.ts';

/** What can be asked for where the command was given, as things stand there. */
export async function giveHelp(
  deps: SteeringDeps,
  { located, asker, petition }: Situation,
  signal: AbortSignal,
): Promise<Answer> {
  const { installationId, repository } = petition.there;
  const settings = await deps.settingsOf({ installationId, repository }, signal);
  const entry = located.issue === null ? null : await deps.issues.read(located.issue);
  const queued = located.issue === null ? null : deps.queue.stateOf(located.issue);
  const { go, plan, never } = deps.labels;
  return {
    kind: 'help',
    facts: {
      on: located.on === 'issue' || located.on === 'our-pull-request' ? located.on : 'elsewhere',
      mayAsk: mayWrite(asker.permission),
      labels: { go, plan, never },
      state: queued ?? (entry?.hold ? 'held' : null),
      approveAboveUsd: settings.conduct.approveAboveUsd,
      budgetUsd: entry?.budgetUsd ?? null,
    },
  };
}
