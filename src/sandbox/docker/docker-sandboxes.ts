import type Dockerode from 'dockerode';
import type { SandboxProvider } from '../sandbox.ts';
import { createSandbox } from './create-sandbox.ts';
import { removeLeftovers } from './remove-leftovers.ts';

export type DockerSandboxesDeps = {
  readonly docker: Dockerode;
  /** Tells this installation's boxes from those of others on the same engine. */
  readonly installation: string;
  /** Certificates the host trusts beyond Node's own: the egress proxies use them. */
  readonly upstreamCaPem: string | null;
  readonly log: { warn(data: object, message: string): void };
};

/** Boxes that are containers of a Docker Engine, which `ensureEngine` and `ensureImages` have made ready. */
export function dockerSandboxes(deps: DockerSandboxesDeps): SandboxProvider {
  return {
    create: (spec, signal) => createSandbox(deps, spec, signal),
    removeLeftovers: (runId) => removeLeftovers(deps, runId),
  };
}
