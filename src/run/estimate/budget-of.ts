import type { Budget } from '../../agent/attempt.ts';
import type { RepositorySettings } from '../../environment/repository-settings.ts';
import type { RunTask } from '../task/run-task.ts';

export type Allowances = {
  /** The operator's, which nobody raises. */
  readonly operator: Budget;
  readonly repository: RepositorySettings['budget'];
  readonly task: Pick<RunTask, 'kind' | 'budgetUsd'>;
  /** The part of it that a plan may take. */
  readonly planShare: number;
};

/** What a run may come to: the least of what anybody allows it, of each kind. A plan may take a part of what the work may. */
export function budgetOf({ operator, repository, task, planShare }: Allowances): Budget {
  const least = {
    steps: Math.min(operator.steps, repository.steps ?? operator.steps),
    tokens: operator.tokens,
    costUsd: Math.min(operator.costUsd, repository.costUsd ?? operator.costUsd),
    minutes: Math.min(operator.minutes, repository.minutes ?? operator.minutes),
  };
  const { costUsd, ...rest } = task.kind === 'plan' ? partOf(least, planShare) : least;
  return { ...rest, costUsd: Math.min(costUsd, task.budgetUsd ?? costUsd) };
}

function partOf({ steps, tokens, costUsd, minutes }: Budget, share: number): Budget {
  return {
    steps: Math.ceil(steps * share),
    tokens: Math.ceil(tokens * share),
    costUsd: costUsd * share,
    minutes: minutes * share,
  };
}
