import type { GitHubSettings } from '../config/operator-settings.ts';
import type { RunQueue } from '../queue/run-queue.ts';
import { budgetOf } from '../run/estimate/budget-of.ts';
import { estimateRun } from '../run/estimate/estimate-run.ts';
import { readPastRuns } from '../run/estimate/read-past-runs.ts';
import { explainChange } from '../run/explaining/explain-change.ts';
import type { GitHubOriginDeps } from '../run/origins/github-origin.ts';
import { readLiveSettings } from '../run/preparation/read-live-settings.ts';
import { plainTask } from '../run/task/run-task.ts';
import { openIssueBook } from '../steering/open-issue-book.ts';
import type { SteeringDeps } from '../steering/steering-deps.ts';
import { labelNames } from './label-names.ts';
import type { Workbench } from './open-workbench.ts';

export type SteeringParts = {
  readonly workbench: Pick<Workbench, 'run' | 'settings' | 'log'>;
  readonly gitHub: GitHubSettings;
  readonly originDeps: GitHubOriginDeps;
  readonly queue: RunQueue;
};

/** What people's wishes are carried out with. */
export function openSteering({ workbench, gitHub, originDeps, queue }: SteeringParts): SteeringDeps {
  const { run, settings, log } = workbench;
  const { client, botLogin, secrets, runPageUrl = null } = originDeps;
  const { dataDirectory, budget: operator, planShare } = run.settings;
  return {
    client,
    botLogin,
    secrets,
    labels: labelNames(gitHub),
    queue,
    issues: openIssueBook(settings.dataDirectory, log),
    settingsOf: (there, signal) => readLiveSettings(client, there, signal),
    async estimate({ repository }, { budget }) {
      const history = await readPastRuns(dataDirectory, `${repository.owner}/${repository.name}`);
      return estimateRun(history, budgetOf({ operator, repository: budget, task: plainTask, planShare }));
    },
    explain: ({ runs }, place) => explainChange(dataDirectory, runs, place),
    runPageUrl,
    now: run.now,
    log,
  };
}
