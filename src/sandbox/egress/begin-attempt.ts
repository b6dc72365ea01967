import type { EgressAttempt } from '../sandbox.ts';
import { maxPathLength } from './judge.ts';
import type { Asked } from './read-asked.ts';

/** How an attempt ended. */
export type Fate = Pick<EgressAttempt, 'decision' | 'reason' | 'status' | 'bytesIn'>;

/** Starts the clock of one attempt. What is returned is called once, when its fate is known, and writes the audit line. */
export function beginAttempt(
  onAttempt: (attempt: EgressAttempt) => void,
  asked: Pick<Asked, 'method' | 'origin' | 'path'>,
): (fate: Fate) => void {
  const at = new Date().toISOString();
  const startedAt = performance.now();

  return (fate) =>
    onAttempt({
      at,
      method: printable(asked.method, 16),
      host: printable(asked.origin?.host ?? '', 255),
      port: asked.origin?.port ?? 0,
      path: printable(asked.path, maxPathLength),
      decision: fate.decision,
      reason: fate.reason === null ? null : printable(fate.reason, 300),
      status: fate.status,
      bytesIn: fate.bytesIn,
      durationMs: Math.round(performance.now() - startedAt),
    });
}

/** The box chose this text: whatever could move a cursor, hide or turn is spelt out, and it has an end. */
function printable(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .slice(0, maxLength);
}
