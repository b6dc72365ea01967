import type { Attempt } from '../../agent/attempt.ts';
import type { Workspace } from '../../sandbox/sandbox.ts';
import type { TestCommand } from '../../verify/suite.ts';
import { askForApproach } from '../candidates/ask-for-approach.ts';
import { sectionsOfKept } from '../keeping/sections-of-kept.ts';
import { recordedWorkspace } from '../recording/recorded-workspace.ts';
import type { Run } from '../run.ts';
import { gatherFacts, type KnownSoFar } from './gather-facts.ts';
import { objectToChange } from './object-to-change.ts';
import { sectionsOfTask } from './sections-of-task.ts';

/** Lets the agent work on the issue in its sandbox, until it stops or its budget is spent. */
export async function solveIssue(
  run: Run,
  sandbox: { restricted(): Workspace },
  known: KnownSoFar & { readonly commands: { readonly test: TestCommand } },
): Promise<Attempt> {
  const { deps, origin, task, record, progress, inbox, signal } = run;
  const { solver, model, budget, exportRules } = deps.settings;
  const { facts, nestedGuidance } = await gatherFacts({ git: deps.git, origin }, known, signal);
  const { revision, kept = null } = known;
  const sections = [...(revision?.sections ?? []), ...(await sectionsOfTask(run)), ...sectionsOfKept(kept)];
  const { protectedPaths } = exportRules;
  const rules = { test: known.commands.test, protectedPaths, conflicts: revision?.conflicts ?? [] };
  const goal = task.kind === 'plan' ? 'proposal' : 'change';
  const attempt = await solver.solve(
    {
      goal,
      askModel: deps.askModel,
      model,
      workspace: recordedWorkspace(sandbox.restricted(), record, 'agent', 'agent-tools'),
      record: (event) => progress.addAgentEvent(event),
      now: deps.now,
      takeMessages: inbox.take,
      objectTo: objectToChange(rules),
      nestedGuidance,
    },
    await solver.buildPrompt({ ...facts, goal, sections, ...assignmentOf(run, known) }),
    budget,
    signal,
  );
  signal.throwIfAborted();
  await record.save('attempt.json', attempt);
  return attempt;
}

function assignmentOf(
  { candidate }: Pick<Run, 'candidate'>,
  { revision }: Pick<KnownSoFar, 'revision'>,
): { readonly assignment?: string } {
  if (candidate !== undefined) return { assignment: askForApproach(candidate) };
  return revision === undefined ? {} : { assignment: revision.assignment };
}
