import { checkPolicy } from '../egress/check-policy.ts';
import type { NetworkPolicy } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { openBoxEgress } from './open-box-egress.ts';
import { refuseGone } from './refuse-gone.ts';
import { setBoxNetwork } from './set-box-network.ts';

/** See `Sandbox.setNetwork`. Wakes nothing: a paused box finds it when it resumes. */
export async function changeNetwork(core: DockerCore, entry: Entry, policy: NetworkPolicy): Promise<void> {
  refuseGone(entry);
  checkPolicy(policy);
  entry.egress ??= await openBoxEgress(core, policy);
  setBoxNetwork(entry, policy);
}
