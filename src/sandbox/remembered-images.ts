import { untilAborted } from '../until-aborted.ts';
import type { EnsureImagesDeps } from './images/ensure-images.ts';
import { resolveImage } from './images/resolve-image.ts';

export type RememberedImages = Disposable & {
  /** The reference of an image that is built and fit for a box, as `resolveImage` says. Found out once for each name. */
  resolve(wanted: string, signal: AbortSignal): Promise<string>;
};

/** A build goes on for the others that wait for it when one of them gives up, and ends with the disposal. */
export function rememberedImages(deps: EnsureImagesDeps): RememberedImages {
  const closing = new AbortController();
  const known = new Map<string, Promise<string>>();
  return {
    async resolve(wanted, signal) {
      const resolved = known.get(wanted) ?? resolveImage(deps, wanted, closing.signal);
      known.set(wanted, resolved);
      resolved.then(
        (reference) => known.set(reference, resolved),
        () => known.delete(wanted),
      );
      return await untilAborted(resolved, signal);
    },
    [Symbol.dispose]: () => closing.abort(new Error('The provider of sandboxes is closed.')),
  };
}
