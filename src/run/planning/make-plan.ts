import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { solveIssue } from '../solving/solve-issue.ts';
import { wordPlan } from './word-plan.ts';

type AgentBox = Parameters<typeof solveIssue>[1];
type Known = Parameters<typeof solveIssue>[2];

/** Lets the agent look around and plan. Its box goes with whatever was changed in it: nothing is taken out. */
export async function makePlan(run: Run, sandbox: AgentBox, known: Known): Promise<RunOutcome> {
  const { origin, record, progress } = run;
  const { stop, finish, proposal } = await solveIssue(run, sandbox, known);
  if (proposal === undefined) return { kind: 'no-change', stop, finish };
  progress.canary.lookAtPublication(proposal);
  const plan = wordPlan(proposal, origin.secrets());
  await record.save('plan.md', `${plan}\n`);
  progress.addSaved('the plan, plan.md');
  return { kind: 'planned', plan };
}
