import type { Duplex } from 'node:stream';
import type { EgressRule } from '../sandbox.ts';
import { beginAttempt, type Fate } from './begin-attempt.ts';
import type { EgressDeps } from './egress-deps.ts';
import type { Asked, Origin } from './read-asked.ts';

/** One connection out of the box, from its first byte to its end. */
export type Connection = {
  readonly socket: Duplex;
  /** Where it leads, once a tunnel was allowed. */
  tunnel: Origin | null;
  /** It has sent something, be it sense or not. */
  heard: boolean;
  /** The last word has been said: what still arrives is thrown away. */
  over: boolean;
  /** Aborted when the socket has closed. */
  readonly ended: AbortSignal;
  /** Requests whose fate is not known yet. */
  readonly active: number;
  /** Of these, the ones that went upstream. */
  readonly underway: ReadonlySet<Underway>;
  /** Counts an attempt. What is returned is called once, with its fate. */
  begin(asked: Pick<Asked, 'method' | 'origin' | 'path'>): (fate: Fate) => void;
  /** Records that what arrived was no request at all. Nothing after it counts. */
  fail(reason: string): void;
  /** What is returned ends with the connection, and earlier when the request is cut. */
  carry(asked: Asked, rule: EgressRule): { readonly signal: AbortSignal; readonly done: () => void };
  /** Ends it. `reason` is recorded when it carried nothing that has a record of its own. */
  cut(reason: string): void;
};

/** A request that went upstream, and why it might. */
export type Underway = { readonly asked: Asked; readonly rule: EgressRule; readonly cut: AbortController };

/** Destroys the socket when no whole request arrives in time, and sees to it that nobody who spoke goes unrecorded. */
export function trackConnection(deps: EgressDeps, socket: Duplex): Connection {
  const { limits } = deps;
  let attempts = 0;
  let active = 0;
  let deadline: NodeJS.Timeout | undefined;
  const ended = new AbortController();
  const underway = new Set<Underway>();

  function begin(asked: Pick<Asked, 'method' | 'origin' | 'path'>) {
    attempts += 1;
    active += 1;
    deps.usage.requests += 1;
    clearTimeout(deadline);
    const settle = beginAttempt(deps.access.onAttempt, asked);
    return (fate: Fate) => {
      settle(fate);
      active -= 1;
      if (active === 0) restartDeadline();
    };
  }

  function fail(reason: string) {
    if (connection.over) return;
    connection.over = true;
    const method = connection.tunnel === null ? '' : 'CONNECT';
    begin({ method, origin: connection.tunnel, path: '' })({ decision: 'denied', reason, status: null, bytesIn: 0 });
  }

  function carry(asked: Asked, rule: EgressRule) {
    const request = { asked, rule, cut: new AbortController() };
    underway.add(request);
    return { signal: AbortSignal.any([ended.signal, request.cut.signal]), done: () => void underway.delete(request) };
  }

  function cut(reason: string) {
    if (connection.heard && attempts === 0) fail(reason);
    socket.destroy();
  }

  /** A client that has said its last word is only waited for while it reads the answer. */
  function restartDeadline() {
    clearTimeout(deadline);
    if (!socket.destroyed) deadline = setTimeout(giveUp, socket.readableEnded ? limits.lingerMs : limits.headMs);
  }

  function giveUp() {
    if (connection.heard && attempts === 0) fail(`no whole request arrived within ${limits.headMs} ms`);
    socket.destroy();
  }

  const connection: Connection = {
    socket,
    tunnel: null,
    heard: false,
    over: false,
    ended: ended.signal,
    get active() {
      return active;
    },
    underway,
    begin,
    fail,
    carry,
    cut,
  };

  socket.once('end', () => {
    if (active === 0) restartDeadline();
  });
  socket.once('close', () => {
    if (connection.heard && attempts === 0) fail(endedEarly(connection.tunnel));
    clearTimeout(deadline);
    ended.abort(new Error('the client went away'));
  });
  restartDeadline();
  return connection;
}

function endedEarly(tunnel: Origin | null): string {
  if (tunnel === null) return 'the connection ended before a whole request was read';
  return "the tunnel ended before a whole request was read, as when a client does not trust the sandbox's certificate authority";
}
