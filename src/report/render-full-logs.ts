import type { Proof } from '../verify/suite.ts';
import { codeSpan } from './code-span.ts';
import { fence } from './fence.ts';
import { listLogs } from './list-logs.ts';

/** GitHub takes 65,535 for the text of a check run. */
const maxCharacters = 65_000;

/** All that the commands of a proof printed, as far as a check run has room; of what is longer, the head and the tail. */
export function renderFullLogs(proof: Proof, runId: string): string {
  const full = renderLogs(proof, runId, maxCharacters - 2_000);
  // What keeps a log from acting makes it longer, at most by a third.
  return full.length <= maxCharacters ? full : renderLogs(proof, runId, (maxCharacters * 2) / 3);
}

function renderLogs(proof: Proof, runId: string, room: number): string {
  const logs = listLogs(proof, 'always');
  const shares = shareOut(
    logs.map(({ output }) => output.length + 1),
    room,
  );
  const blocks = logs.map(({ title, output }, index) => {
    const limits = { lines: 10_000, characters: shares[index] ?? 0, lineCharacters: 4_000 };
    return `#### ${title}\n\n${output === '' ? 'No output.' : fence(output, limits)}`;
  });
  return [
    `What has no room here is in the record of run ${codeSpan(runId)}, which the operator keeps.`,
    ...blocks,
  ].join('\n\n');
}

/** Divides the room evenly; what one does not need is left to the others. */
function shareOut(sizes: readonly number[], room: number): readonly number[] {
  const shares = new Map<number, number>();
  let left = room;
  const ascending = sizes.map((size, index) => ({ size, index })).toSorted((one, other) => one.size - other.size);
  for (const [served, { size, index }] of ascending.entries()) {
    const share = Math.min(size, Math.floor(left / (ascending.length - served)));
    shares.set(index, share);
    left -= share;
  }
  return sizes.map((_, index) => shares.get(index) ?? 0);
}
