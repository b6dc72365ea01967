import type { Change, Refusal } from '../../git/change.ts';
import { knownValueFinder } from '../../report/redact.ts';

/**
 * The files of a change that hold a secret of the host in any of its disguises, or have one for a name. What is published of a
 * text can be redacted; a file with a hole in it would be another change than the one that was proved.
 */
export function findLeaks({ entries }: Change, secrets: readonly string[]): readonly Refusal[] {
  const holdsOne = knownValueFinder(secrets);
  return entries.flatMap((entry) => {
    const contents = entry.kind === 'write' ? Buffer.from(entry.bytes) : Buffer.alloc(0);
    // What is not ASCII in a secret is found as UTF-8, and what is UTF-8 in neither as single bytes.
    const texts = [entry.path, contents.toString('utf8'), contents.toString('latin1')];
    return texts.some(holdsOne)
      ? [{ path: entry.path, reason: 'it holds a secret of the machine it was made on' }]
      : [];
  });
}
