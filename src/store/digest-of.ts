import { createHash } from 'node:crypto';
import type { FileDigest } from './record-event.ts';

export function digestOf(file: string, bytes: Uint8Array): FileDigest {
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
}
