import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Lab, openLab, openTlsTunnel, openTunnel, requestText, say } from '../unit/sandbox/egress/egress-lab.ts';

const tokens = [
  'CONNECT ',
  '\r\n\r\n',
  'Host: ',
  'HTTP/2.0',
  '//',
  'Content-Length: 5\r\n',
  'Upgrade: h2c\r\n',
  '\0',
  '0\r\n\r\n',
];

/** Repeatable dice (mulberry32): what fails once fails again. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

type Roll = ReturnType<typeof dice>;

function noise(roll: Roll, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => roll(256)));
}

/** Inserts, drops and flips until it is nearly, but not quite, a request. */
function garble(roll: Roll, text: string): Buffer {
  let bytes = Buffer.from(text, 'latin1');
  for (let changes = roll(4); changes > 0; changes -= 1) {
    const at = roll(bytes.length + 1);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const token = Buffer.from(tokens[roll(tokens.length)] ?? '', 'latin1');
    const inserted = [noise(roll, roll(8)), token, Buffer.alloc(0)][roll(3)] ?? token;
    bytes = Buffer.concat([before, inserted, after.subarray(roll(3) * roll(9))]);
  }
  return bytes;
}

/** Says it in pieces, and leaves politely, rudely, or in the middle of a sentence. */
async function fling(roll: Roll, socket: Duplex, bytes: Buffer): Promise<void> {
  socket.on('error', () => socket.destroy());
  if (roll(4) > 0) socket.resume();
  for (let at = 0; at < bytes.length && socket.writable; ) {
    const length = 1 + roll(bytes.length);
    socket.write(bytes.subarray(at, at + length));
    at += roll(20) === 0 ? bytes.length : length;
    if (roll(3) === 0) await turn();
  }
  const leave = [() => socket.end(), () => socket.destroy(), () => socket.destroy(new Error('rude'))][roll(3)];
  leave?.();
}

async function annoy(roll: Roll, lab: Lab): Promise<void> {
  const { authority } = lab.origin;
  const method = ['GET', 'GET', 'HEAD', 'PUT'][roll(4)];
  const requests = `${method} /x HTTP/1.1\r\nHost: ${authority}\r\n\r\n`.repeat(1 + roll(4));
  const tunnel = `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;
  const ways = [
    async () => fling(roll, lab.dial(), noise(roll, 1 + roll(2000))),
    async () => fling(roll, lab.dial(), garble(roll, tunnel + requests)),
    async () => fling(roll, await openTunnel(lab, authority), noise(roll, 1 + roll(2000))),
    async () => fling(roll, await openTlsTunnel(lab, authority), garble(roll, requests)),
  ];
  await ways[roll(ways.length)]?.();
}

/** What the operator does meanwhile. */
function changePolicy(roll: Roll, { egress, allowing, rule }: Lab): void {
  const policies = [{ kind: 'none' } as const, allowing(rule), allowing({ ...rule, pathPrefix: '/x/' })];
  egress.setPolicy(policies[roll(policies.length)] ?? allowing());
}

test.for([1, 2, 3])(
  'whatever is sent, and whenever the policy changes, nothing is thrown, the origin is only read, and the next one is served (seed %i)',
  async (seed) => {
    const roll = dice(seed);
    await using lab = await openLab({ limits: { headMs: 500, lingerMs: 50, idleMs: 500 } });
    const { authority, seen } = lab.origin;

    for (let round = 0; round < 150; round += 1) {
      await annoy(roll, lab).catch(() => 'there is no tunnel without a policy for it');
      if (roll(4) === 0) changePolicy(roll, lab);
    }
    lab.egress.setPolicy(lab.allowing(lab.rule));
    const tls = await openTlsTunnel(lab, authority);
    const answer = await say(tls, requestText('GET /honest HTTP/1.1', [`Host: ${authority}`]));

    expect(answer).toContain('from the origin');
    const heads = seen.plain.split('\r\n\r\n').filter((head) => head !== '');
    expect(heads.filter((head) => !/^(?:GET|HEAD) \/\S* HTTP\/1\.1\r\n/.test(head))).toEqual([]);
    expect(heads.filter((head) => !head.includes(`Host: ${authority}\r\n`))).toEqual([]);
  },
);
