import type { RepositorySettings } from '../../environment/repository-settings.ts';
import { capSpending } from '../../model/cap-spending.ts';
import { budgetOf } from '../estimate/budget-of.ts';
import type { Run } from '../run.ts';

/** The same run, which from now on may come to no more than its repository and the people who asked for it allow. */
export function limitRun(run: Run, repository: RepositorySettings['budget']): Run {
  const { deps, task, progress } = run;
  const { model, planShare } = deps.settings;
  const budget = budgetOf({ operator: deps.settings.budget, repository, task, planShare });
  progress.addBudget(budget);
  const askModel = capSpending(deps.askModel, budget, model);
  return { ...run, deps: { ...deps, askModel, settings: { ...deps.settings, budget } } };
}
