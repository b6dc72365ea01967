import { SandboxFault } from '../sandbox.ts';
import type { BoxStream } from './box-stream.ts';
import type { Link } from './link.ts';

const PATIENCE_MS = 15_000;

export type StreamWatch = {
  /** Brings the end of the wait near. */
  hurry(): void;
  /** Waits so long from now on. */
  allow(limitMs: number): void;
};

/** Closes the link when, some time after `limitMs`, the box still owes a result or output on one of the streams. */
export function watchStreams(link: Link, streams: readonly BoxStream[], limitMs: number): StreamWatch {
  let cancel = link.clock.after(limitMs + PATIENCE_MS, check);
  let isOver = false;
  void Promise.all(streams.map((stream) => stream.over)).then(() => {
    isOver = true;
    cancel();
  });

  function check(): void {
    if (streams.some((stream) => stream.boxIsDue)) link.fail(stuck());
    else hurry();
  }

  function allow(ms: number): void {
    cancel();
    if (!isOver) cancel = link.clock.after(ms + PATIENCE_MS, check);
  }

  function hurry(): void {
    allow(0);
  }

  return { hurry, allow };
}

function stuck(): SandboxFault {
  return new SandboxFault('The sandbox did not end in time what it had to end', { code: 'lost', ran: 'unknown' });
}
