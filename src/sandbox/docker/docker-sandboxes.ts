import type { SandboxProvider } from '../sandbox.ts';
import { createSandbox } from './create-sandbox.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import { removeLeftovers } from './remove-leftovers.ts';

/** Boxes that are containers of a Docker Engine, which `ensureEngine` and `ensureImages` have made ready. */
export function dockerSandboxes(deps: DockerSandboxesDeps): SandboxProvider {
  return {
    create: (spec, signal) => createSandbox(deps, spec, signal),
    removeLeftovers: (runId) => removeLeftovers(deps, runId),
  };
}
