import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { SandboxFault } from '../sandbox.ts';
import { brokenProtocol } from './broken-protocol.ts';
import { encodeFrame, type Frame, FrameType } from './frame.ts';
import { parseMessage } from './parse-message.ts';
import { parseResult } from './parse-result.ts';
import { requireDone } from './require-done.ts';

const PROTOCOL_VERSION = 1;

export type RawLink = { readonly link: Duplex; readonly frames: AsyncGenerator<Frame, void> };

export type Greeting = { readonly onConnection: unknown; readonly handshakeTimeoutMs: number };

/** Agrees on the protocol's version and has the agent make ready. The link is destroyed when that fails. */
export async function greetAgent(raw: RawLink, greeting: Greeting, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(greeting.handshakeTimeoutMs)]);
  const giveUp = () => raw.link.destroy();
  if (limit.aborted) giveUp();
  limit.addEventListener('abort', giveUp);
  try {
    parseMessage(await expectFrame(raw.frames, FrameType.hello), helloSchema);
    const hello = { protocol: PROTOCOL_VERSION, proxy: greeting.onConnection !== null };
    raw.link.write(encodeFrame(FrameType.hello, 0, Buffer.from(JSON.stringify(hello))));
    requireDone(parseResult(await expectFrame(raw.frames, FrameType.result)), 'no');
    limit.throwIfAborted();
  } catch (error) {
    giveUp();
    throw new SandboxFault(reasonOf(error, limit), { ran: 'no', cause: error });
  } finally {
    limit.removeEventListener('abort', giveUp);
  }
}

const helloSchema = z.object({ protocol: z.literal(PROTOCOL_VERSION) });

async function expectFrame(frames: AsyncGenerator<Frame, void>, type: number): Promise<Buffer> {
  const { value: frame } = await frames.next();
  if (!frame) throw brokenProtocol('it closed the link');
  if (frame.type !== type || frame.stream !== 0) throw brokenProtocol(`it began with a frame of type ${frame.type}`);
  return frame.payload;
}

function reasonOf(error: unknown, limit: AbortSignal): string {
  if (limit.aborted) return "The sandbox's agent did not answer in time";
  if (error instanceof SandboxFault) return `The sandbox could not be opened. ${error.message}`;
  return "The sandbox's agent could not be reached";
}
