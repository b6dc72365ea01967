import { SandboxFault } from '../sandbox.ts';
import type { BoxStream } from './box-stream.ts';
import type { Link } from './link.ts';

const PATIENCE_MS = 15_000;

/** Closes the link when, some time after `limitMs`, the box still owes a result or output on one of the streams. */
export function watchStreams(link: Link, streams: readonly BoxStream[], limitMs: number): { hurry(): void } {
  let timer = setTimeout(check, limitMs + PATIENCE_MS);
  let isOver = false;
  void Promise.all(streams.map((stream) => stream.over)).then(() => {
    isOver = true;
    clearTimeout(timer);
  });

  function check(): void {
    if (streams.some((stream) => stream.boxIsDue)) link.fail(stuck());
    else hurry();
  }

  /** Brings the end of the wait near. */
  function hurry(): void {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(check, PATIENCE_MS).unref();
  }

  return { hurry };
}

function stuck(): SandboxFault {
  return new SandboxFault('The sandbox did not end a process that had to end', { ran: 'unknown' });
}
