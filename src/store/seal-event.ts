import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChainHead, RecordedEvent, Seal } from './record-event.ts';

/** What every line ends with, and how long that is. */
const hashMember = /^,"hash":"([0-9a-f]{64})"\}$/;
const HASH_MEMBER_LENGTH = 75;

const seal = z.looseObject({
  seq: z.int(),
  at: z.string(),
  type: z.string(),
  prev: z.string(),
  hash: z.string(),
});

/** One line of the chain, without its line feed. */
export function sealEvent(
  head: ChainHead,
  { at, type }: Pick<Seal, 'at' | 'type'>,
  data: object,
): ChainHead & { readonly line: string } {
  const seq = head.seq + 1;
  const open = JSON.stringify(Object.assign({ seq, at, type }, data, { type, prev: head.hash }));
  const hash = hashOf(head.hash, open);
  return { seq, hash, line: `${open.slice(0, -1)},"hash":"${hash}"}` };
}

/** `null` when the line is not an event at all; whether it is where and what it was is for `isSealed` to say. */
export function parseLine(line: string): RecordedEvent | null {
  try {
    return seal.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether the line is, byte for byte, what was written after an event with the hash `prev`. */
export function isSealed(line: string, prev: string): boolean {
  const hash = hashMember.exec(line.slice(-HASH_MEMBER_LENGTH))?.[1];
  return hash !== undefined && hash === hashOf(prev, `${line.slice(0, -HASH_MEMBER_LENGTH)}}`);
}

function hashOf(prev: string, open: string): string {
  return createHash('sha256').update(prev).update(open).digest('hex');
}
