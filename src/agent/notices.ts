import type { Limit } from './check-budget.ts';

/** What the model is told between its steps, beside the results of its calls. */
export const notices = {
  useTools:
    'You called no tool, so nothing happened. Go on with a tool call; when you are done, or cannot go on, call finish. Nobody will answer a question.',
  answerWasCut: 'Your answer was cut off at the output limit. Be shorter, or do it in smaller steps.',
  callWasCut:
    'Not executed: your answer was cut off at the output limit, so this call may be incomplete. Send it again, shorter or in parts.',
  tooManyCalls: (limit: number) =>
    `Not executed: one answer may hold at most ${limit} tool calls. Look at their results, then send this call again if it is still needed.`,
  interrupted: 'Interrupted: the attempt ended while this was running.',
  unknownTool: (name: string, known: readonly string[]) =>
    `There is no tool ${JSON.stringify(name.slice(0, 80))}. Use one of: ${known.join(', ')}.`,
  repeating: (times: number) =>
    `You have made the same call with the same result ${times} times. It will not come out differently. Try another way: look at the problem from another side, use another tool, or finish and say what blocks you.`,
  nearLimit: (limits: readonly Limit[]) =>
    `Your budget is nearly used up: ${limits.map(({ words }) => words).join(', ')}. Complete the change, verify it, and call finish. Work that is not finished then is lost.`,
} as const;
