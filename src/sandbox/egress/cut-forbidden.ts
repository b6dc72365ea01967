import { isDeepStrictEqual } from 'node:util';
import type { EgressRule } from '../sandbox.ts';
import { Forbidden } from './forbidden.ts';
import { judgeRequest, judgeTunnel } from './judge.ts';
import type { Connection, Underway } from './track-connection.ts';

const reason = "the sandbox's network policy was changed meanwhile";

/** Ends what is under way on a connection and would not go to the same place in the same way under `allow`. */
export function cutForbidden(allow: readonly EgressRule[], connection: Connection): void {
  for (const underway of connection.underway) {
    if (!mayGoOn(allow, underway)) underway.cut.abort(new Forbidden(reason));
  }
  const { tunnel } = connection;
  if (tunnel !== null && !judgeTunnel(allow, { origin: tunnel }).allowed) connection.cut(reason);
}

function mayGoOn(allow: readonly EgressRule[], { asked, rule }: Underway): boolean {
  const judgement = judgeRequest(allow, asked);
  return judgement.allowed && isDeepStrictEqual(judgement.rule, rule);
}
