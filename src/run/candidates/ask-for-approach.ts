import type { CandidatePlace } from '../run.ts';

/**
 * The last sentences of a candidate's prompt, and all in which the prompts of candidates differ: what comes before is the same,
 * byte for byte, so that a provider's cache serves it to all of them.
 */
export function askForApproach({ number, count }: CandidatePlace): string {
  const approach = approaches[(number - 1) % approaches.length] ?? '';
  return `Resolve the issue. You are one of ${count} who work on it apart from one another, and what is best will be taken: the change whose tests prove most, and of those the smallest. So that not all of you go the same way, yours is this: ${approach} Leave that way only if what you find shows that it is wrong. Begin with a tool call.`;
}

const approaches = [
  'find the shortest way from what the issue describes to the line that causes it, and mend that line.',
  'first write a test that fails for the reason the issue gives, and let it lead you to the cause.',
  'follow the wrong value back to where it is first made, and mend it there rather than where it shows.',
  'look at how the rest of this repository handles the same kind of case, and bring this one into line with it.',
  'ask what can be taken away: look for the special case, the duplicate or the assumption whose removal mends it.',
];
