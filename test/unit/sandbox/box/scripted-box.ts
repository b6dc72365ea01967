import { type Duplex, duplexPair } from 'node:stream';
import { encodeFrame, FrameType } from '../../../../src/sandbox/box/frame.ts';
import { type Box, type OpenBoxOptions, openBox } from '../../../../src/sandbox/box/open-box.ts';

export type HostFrame = { readonly type: number; readonly stream: number; readonly payload: Buffer };

/** The far end of a link, where a test plays the agent, honestly or not. */
export type ScriptedBox = {
  /** What the host holds. */
  readonly link: Duplex;
  /** The box's own end of it. */
  readonly far: Duplex;
  send(type: number, stream: number, payload?: Uint8Array | object): void;
  /** The host's next frame of one type; others are skipped. */
  next(type: number): Promise<HostFrame>;
};

export function scriptedBox(): ScriptedBox {
  const [link, far] = duplexPair();
  const frames = readHostFrames(far);
  return {
    link,
    far,
    send: (type, stream, payload = new Uint8Array()) => {
      const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
      far.write(encodeFrame(type, stream, bytes));
    },
    next: async (type) => {
      for (let next = await frames.next(); !next.done; next = await frames.next()) {
        if (next.value.type === type) return next.value;
      }
      throw new Error(`The host closed the link before it sent a frame of type ${type}`);
    },
  };
}

export const ordinaryBox: OpenBoxOptions = {
  cwd: '/workspace',
  env: {},
  onConnection: (socket) => void socket.destroy(),
  handshakeTimeoutMs: 5000,
  session: { kind: 'new', orphanMs: 60_000 },
};

/** A box whose agent has greeted the host as it ought to, and from now on does what the test says. */
export async function openScriptedBox(
  options: Partial<OpenBoxOptions> = {},
): Promise<{ box: Box; agent: ScriptedBox }> {
  const agent = scriptedBox();
  agent.send(FrameType.hello, 0, { protocol: 2 });
  agent.send(FrameType.result, 0, { ok: true, value: null });
  const box = await openBox(agent.link, { ...ordinaryBox, ...options }, new AbortController().signal);
  await agent.next(FrameType.hello);
  return { box, agent };
}

async function* readHostFrames(far: Duplex): AsyncGenerator<HostFrame, void> {
  let pending = Buffer.alloc(0);
  for await (const chunk of far) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 9 && pending.length >= 9 + pending.readUInt32BE(5)) {
      const end = 9 + pending.readUInt32BE(5);
      yield { type: pending.readUInt8(0), stream: pending.readUInt32BE(1), payload: pending.subarray(9, end) };
      pending = pending.subarray(end);
    }
  }
}
