import type { AgentEvent } from '../../agent/attempt.ts';
import type { Solver, SteeringMessage } from '../../agent/solver.ts';
import { Fault } from '../../errors.ts';
import type { AskModel, ModelAnswer } from '../../model/ask-model.ts';
import { compareObservations } from '../replay/compare-observations.ts';
import { compareTrees } from '../replay/compare-trees.ts';
import { playBack } from '../replay/play-back.ts';
import type { RecordedStep } from './read-recorded-step.ts';

export type GoingOn = Pick<RecordedStep, 'recorded' | 'prompt'> & {
  /** By people, for the agent to hear when the recorded steps are over. */
  readonly said: readonly SteeringMessage[];
};

/**
 * The same way of working, which begins with the steps of a record: its answers are given in the model's place and carried out
 * again, and the model itself is asked for those that follow. So the conversation, and whatever the solver keeps in mind, come to
 * be as they were. Throws a `Fault` where the files have not come to be as they were.
 */
export function goOnFrom(solver: Solver, { recorded, prompt, said }: GoingOn, note: (words: string) => void): Solver {
  return {
    name: solver.name,
    buildPrompt: async () => prompt,
    async solve(deps, messages, budget, signal) {
      const { answers, started } = recorded;
      const past = playBack(recorded);
      const seen: AgentEvent[] = [];
      const waiting = [...said];
      let played = 0;
      let isCompared = false;
      const askModel: AskModel = async (request, patience, until) => {
        // Without tools: a summary of what is too long by now, which is no step.
        if (request.tools.length === 0) return await deps.askModel(request, patience, until);
        if (played < answers.length) {
          played += 1;
          return unbilled(await past.askModel(request, patience, until));
        }
        if (!isCompared) describeDifferences(recorded, seen).forEach(note);
        isCompared = true;
        return await deps.askModel(request, patience, until);
      };
      return await solver.solve(
        {
          ...deps,
          askModel,
          model: { ...deps.model, editStyle: started.settings.model.editStyle },
          record(event) {
            if (!isCompared) seen.push(event);
            deps.record(event);
          },
          takeMessages() {
            const told = past.takeMessages();
            return played < answers.length ? told : [...told, ...waiting.splice(0), ...deps.takeMessages()];
          },
        },
        messages,
        { ...budget, steps: budget.steps + answers.length },
        signal,
      );
    },
  };
}

/** It was paid for when it was given. */
function unbilled(answer: ModelAnswer): ModelAnswer {
  return { ...answer, usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 } };
}

function describeDifferences({ observations, trees }: GoingOn['recorded'], seen: readonly AgentEvent[]): string[] {
  const compared = compareTrees(
    trees,
    seen.filter((event) => event.type === 'tree'),
  );
  const first = compared.find(({ outcome }) => outcome === 'different');
  if (first !== undefined && compared.at(-1)?.outcome !== 'same') throw otherFiles(first.step);
  const calls = compareObservations(
    observations,
    seen.filter((event) => event.type === 'observation'),
  );
  const different = calls.filter(({ outcome }) => outcome === 'different');
  const [one] = different;
  return [
    ...(one === undefined
      ? []
      : [
          `${different.length} of ${calls.length} calls came out otherwise when they were done again, the first in step ${one.step}; the files are the same.`,
        ]),
    ...(compared.at(-1)?.outcome === 'same' ? [] : ['Whether the files are as they were then could not be compared.']),
  ];
}

function otherFiles(step: number): Fault {
  const before = step > 1 ? `go on from an earlier step than ${step}, or ` : '';
  return new Fault(
    `The files did not come to be as they were when the steps were done again: they differ since step ${step}.`,
    { nextAction: `Comment \`/retry\` to ${before}begin anew; what you write after it goes to the agent.` },
  );
}
