import { SandboxFault } from '../sandbox.ts';
import { buildOwnImage } from './build-own-image.ts';
import { checkImage } from './check-image.ts';
import { type EnsureImagesDeps, ensureImages } from './ensure-images.ts';
import { imageReference } from './image-reference.ts';
import { sandboxImages } from './sandbox-image.ts';

/**
 * Turns what an operator names into the reference of an image that the engine has: one of ours by its name, a folder with a
 * Dockerfile by its path (`./…` or `/…`), or a reference. Throws `SandboxFault` when it is not fit for a box.
 */
export async function resolveImage(deps: EnsureImagesDeps, wanted: string, signal: AbortSignal): Promise<string> {
  const ours = sandboxImages.find((image) => image === wanted);
  if (ours !== undefined) {
    await ensureImages(deps, [ours], signal);
    return await imageReference(ours);
  }
  const reference = /^\.{0,2}\//.test(wanted) ? await buildOwnImage(deps, wanted, signal) : wanted;
  await refuseUnfit(deps, reference, signal);
  return reference;
}

async function refuseUnfit({ docker }: EnsureImagesDeps, reference: string, signal: AbortSignal): Promise<void> {
  const { accepted, checks } = await checkImage(docker, reference, signal);
  if (accepted) return;
  const failed = checks.filter(({ passed }) => !passed).map(({ name, detail }) => `${name}: ${detail}`);
  throw new SandboxFault(`The image ${reference} is not fit for a sandbox: ${failed.join('; ')}.`, {
    ran: 'no',
    code: 'invalid',
    nextAction: 'Build it upon an image of this release; sandbox-images/README.md says what an image must have.',
  });
}
