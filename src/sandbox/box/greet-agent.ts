import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { SandboxFault } from '../sandbox.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { encodeFrame, FrameType } from './frame.ts';
import { FrameSource } from './frame-source.ts';
import { parseMessage } from './parse-message.ts';
import { parseResult } from './parse-result.ts';
import { protocolVersion } from './protocol-version.ts';
import { requireDone } from './require-done.ts';

/**
 * `new`: the agent has just started. After `orphanMs` of its own run time without a byte from a host it ends the box.
 * `resume`: an earlier host's session is taken over; its processes live on, everything else of it is given up.
 */
export type BoxSession =
  | { readonly kind: 'new'; readonly orphanMs: number }
  | { readonly kind: 'resume'; readonly secret: string };

export type Greeting = { readonly session: BoxSession; readonly handshakeTimeoutMs: number };

export type Greeted = { readonly frames: FrameSource; readonly secret: string };

/** Agrees on the protocol's version and has the agent make ready. The link is destroyed when that fails. */
export async function greetAgent(link: Duplex, greeting: Greeting, signal: AbortSignal): Promise<Greeted> {
  const { session, handshakeTimeoutMs } = greeting;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(handshakeTimeoutMs)]);
  const giveUp = () => link.destroy();
  if (limit.aborted) giveUp();
  limit.addEventListener('abort', giveUp);
  try {
    const greeted = session.kind === 'new' ? begin(link, session.orphanMs) : resume(link, session.secret);
    await greetBack(greeted.frames);
    limit.throwIfAborted();
    return greeted;
  } catch (error) {
    giveUp();
    throw new SandboxFault(reasonOf(error, limit), { code: codeOf(error), ran: 'no', cause: error });
  } finally {
    limit.removeEventListener('abort', giveUp);
  }
}

const SECRET_BYTES = 32;

function begin(link: Duplex, orphanMs: number): Greeted {
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  link.write(encodeHello({ protocol: protocolVersion, secret, orphanMs }));
  return { frames: new FrameSource(link, null), secret };
}

function resume(link: Duplex, secret: string): Greeted {
  const nonce = randomBytes(SECRET_BYTES);
  const frames = new FrameSource(link, nonce);
  link.write(Buffer.concat([Buffer.from(secret, 'hex'), nonce, encodeHello({ protocol: protocolVersion })]));
  return { frames, secret };
}

function encodeHello(hello: object): Buffer {
  return encodeFrame(FrameType.hello, 0, Buffer.from(JSON.stringify(hello)));
}

const helloSchema = z.object({ protocol: z.literal(protocolVersion) });

async function greetBack(frames: FrameSource): Promise<void> {
  parseMessage(await expectFrame(frames, FrameType.hello), helloSchema);
  requireDone(parseResult(await expectFrame(frames, FrameType.result)), 'no');
}

async function expectFrame(frames: FrameSource, type: number): Promise<Buffer> {
  const frame = await frames.next();
  if (frame.type !== type || frame.stream !== 0) throw brokenProtocol(`it began with a frame of type ${frame.type}`);
  return frame.payload;
}

function reasonOf(error: unknown, limit: AbortSignal): string {
  if (limit.aborted) return "The sandbox's agent did not answer in time";
  if (error instanceof SandboxFault) return `The sandbox could not be opened. ${error.message}`;
  return "The sandbox's agent could not be reached";
}

function codeOf(error: unknown): SandboxFault['code'] {
  return error instanceof SandboxFault ? error.code : 'lost';
}
