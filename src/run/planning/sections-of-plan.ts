import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import type { RunTask } from '../task/run-task.ts';

/** What the agent is told of a plan that people approved of, or that they want another one of. */
export function sectionsOfPlan(task: RunTask): readonly PromptSection[] {
  if (task.kind === 'solve' && task.plan !== null) return [section('The approved plan', approved, task.plan)];
  if (task.kind === 'plan' && task.earlierPlan !== null)
    return [section('The earlier plan', earlier, task.earlierPlan)];
  return [];
}

function section(title: string, about: string, plan: string): PromptSection {
  return {
    title,
    parts: [
      { kind: 'ours', text: about },
      { kind: 'quoted', label: 'plan', text: plan },
    ],
  };
}

const approved =
  'An agent wrote this plan, and a maintainer approved of it: it says how the issue is to be resolved, and has the authority of the issue. Follow it. Where what you find shows that it is wrong or not enough, deviate as little as you can, and name each deviation with its reason in the `summary` of `finish`. What people with write access said when they approved goes before it, also where it answers the questions of the plan.';

const earlier =
  'An agent wrote this plan before, and it was not approved of as it is. Make a plan that takes into account what people with write access asked for with this run; keep what they do not object to. Say in the `summary` of `finish` what is different now.';
