import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import { type LearningRun, sectionsOfAttempts } from '../attempts/sections-of-attempts.ts';
import { sectionsOfPlan } from '../planning/sections-of-plan.ts';
import type { Run } from '../run.ts';
import { type CausedRun, sectionsOfCause } from './sections-of-cause.ts';

/** What the agent is told of its task beside the issue and the repository. */
export async function sectionsOfTask(
  run: Pick<Run, 'task'> & LearningRun & CausedRun,
): Promise<readonly PromptSection[]> {
  const { task } = run;
  return [
    ...(await sectionsOfAttempts(run)),
    ...sectionsOfPlan(task),
    ...(await sectionsOfCause(run)),
    ...(task.said.length === 0 ? [] : [describeSaid(task.said)]),
  ];
}

function describeSaid(said: Run['task']['said']): PromptSection {
  return {
    title: 'What people with write access asked for with this run',
    parts: said.map(({ author, text }) => ({ kind: 'quoted', label: 'comment', text: `author: ${author}\n\n${text}` })),
  };
}
