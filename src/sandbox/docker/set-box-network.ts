import type { NetworkPolicy } from '../sandbox.ts';
import { boxEnvironment } from './box-environment.ts';
import type { Entry } from './entry.ts';

/** Takes effect for the next connection, and for the environment of the next process. */
export function setBoxNetwork(entry: Entry, network: NetworkPolicy): void {
  entry.egress?.setPolicy(network);
  entry.network = network;
  entry.live?.box.setEnv(boxEnvironment({ egress: network.kind === 'egress', env: entry.record.env }));
}
