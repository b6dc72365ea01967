import type Dockerode from 'dockerode';
import { checkImage, type ImageVerdict } from './check-image.ts';
import { imageId } from './image-id.ts';

export type CheckImage = (reference: string, signal: AbortSignal) => Promise<ImageVerdict>;

/** `checkImage`, which remembers what it found out about each content. */
export function imageChecker(docker: Dockerode): CheckImage {
  const known = new Map<string, ImageVerdict>();
  return async (reference, signal) => {
    const verdict = known.get(await imageId(docker, reference)) ?? (await checkImage(docker, reference, signal));
    known.set(verdict.id, verdict);
    return { ...verdict, reference };
  };
}
