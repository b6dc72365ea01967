import { type Egress, openEgress } from '../egress/open-egress.ts';
import type { NetworkPolicy } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';

/** Also for a box without a network: it may get one while it lives. */
export async function openBoxEgress({ trust }: DockerCore, network: NetworkPolicy): Promise<Egress> {
  return await openEgress({ trust: trust() }, network);
}
