import type { StopReason } from '../agent/attempt.ts';

/** Why the agent stopped, as the end of a sentence that begins with "The agent". */
export function describeStop(stop: StopReason): string {
  return {
    finished: 'finished by itself',
    'step-limit': 'reached its limit of steps',
    'token-limit': 'reached its limit of tokens',
    'cost-limit': 'reached its limit of cost',
    'time-limit': 'reached its limit of time',
    'context-limit': 'had more to remember than the model can hold',
    stuck: 'kept repeating itself',
    'no-tool-calls': 'stopped calling tools without finishing',
    'malformed-calls': 'could not write a tool call that makes sense',
    refused: 'was refused an answer by the model',
    cancelled: 'was cancelled',
  }[stop];
}
