import { createHash } from 'node:crypto';
import type { Change } from '../../src/git/change.ts';

/** A change that adds these files. */
export function writes(files: Readonly<Record<string, string>>): Change {
  const entries = Object.entries(files).map(([path, text]) => {
    const bytes = Buffer.from(text);
    const blob = createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
    return { kind: 'write', status: 'added', path, mode: '100644', blob, bytes } as const;
  });
  return { baseSha: '1'.repeat(40), entries };
}
