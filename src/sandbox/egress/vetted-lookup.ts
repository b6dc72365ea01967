import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { EgressRule } from '../sandbox.ts';
import { Forbidden } from './forbidden.ts';
import { refuseAddress } from './refuse-address.ts';

/** Every address of a host: `lookup` of `node:dns`, or something with its signature. */
export type ResolveHost = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for a socket: what it answers is what is dialled, so a name cannot resolve differently a moment later.
 * One refused address refuses the whole name.
 */
export function vettedLookup(resolve: ResolveHost, policy: EgressRule['addresses']): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { all: true }, (error, found) => {
      const failure = error ?? refusal(hostname, found, policy);
      const [first] = found ?? [];
      if (failure !== null || first === undefined) callback(failure ?? new Error(`${hostname} has no address`), []);
      else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function refusal(hostname: string, found: readonly LookupAddress[], policy: EgressRule['addresses']) {
  for (const { address } of found) {
    const reason = refuseAddress(address, policy);
    if (reason !== null) return new Forbidden(`${hostname} resolves to ${address}, which ${reason}`);
  }
  return null;
}
