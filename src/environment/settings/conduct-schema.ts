import { z } from 'zod';
import { type Conduct, noSettings, type RepositorySettings } from '../repository-settings.ts';
import { amount, flag, wholeNumber } from './schema-parts.ts';

/** What a run may come to. */
export const budgetSchema = z.strictObject(
  { 'cost-usd': amount, minutes: amount, steps: wholeNumber(10_000).nullish() },
  'must be a mapping',
);

/** When Sandpiper works by itself, and when it asks first. */
export const conductSchema = z.strictObject(
  {
    'approve-above-usd': z.number('must be a number').min(0, 'must not be negative').nullish(),
    'runs-per-issue': wholeNumber(50).nullish(),
    'plan-first': flag,
    'fix-checks': flag,
    'fixes-per-pull': wholeNumber(100).nullish(),
    'fixes-in-a-row': wholeNumber(100).nullish(),
    workflows: z.enum(['held', 'at-once'], 'must be held or at-once').nullish(),
    'merge-base': z.enum(['when-asked', 'by-itself'], 'must be when-asked or by-itself').nullish(),
  },
  'must be a mapping',
);

export function toBudget(set: z.infer<typeof budgetSchema>): RepositorySettings['budget'] {
  return { costUsd: set['cost-usd'] ?? null, minutes: set.minutes ?? null, steps: set.steps ?? null };
}

export function toConduct(set: z.infer<typeof conductSchema>): Conduct {
  const { conduct: usual } = noSettings;
  return {
    approveAboveUsd: set['approve-above-usd'] ?? usual.approveAboveUsd,
    runsPerIssue: set['runs-per-issue'] ?? usual.runsPerIssue,
    planFirst: set['plan-first'] ?? usual.planFirst,
    fixChecks: set['fix-checks'] ?? usual.fixChecks,
    fixesPerPull: set['fixes-per-pull'] ?? usual.fixesPerPull,
    fixesInARow: set['fixes-in-a-row'] ?? usual.fixesInARow,
    workflows: set.workflows ?? usual.workflows,
    mergeBase: set['merge-base'] ?? usual.mergeBase,
  };
}
