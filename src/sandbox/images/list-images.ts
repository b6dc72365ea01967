import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { imageReference } from './image-reference.ts';
import { sandboxImages } from './sandbox-image.ts';

export type ListedImage = {
  readonly reference: string;
  /** Of this release, `built` or `missing`; built by another release (`old`), or from an operator's folder (`own`). */
  readonly kind: 'built' | 'missing' | 'old' | 'own';
  /** With everything it is built upon. */
  readonly bytes: number;
};

/** The images of this release, and every other that Sandpiper has built on this engine. */
export async function listImages(docker: Dockerode): Promise<readonly ListedImage[]> {
  const sizes = await builtSizes(docker);
  const current = await Promise.all(sandboxImages.map(imageReference));
  const others = [...sizes.keys()].filter((reference) => !current.includes(reference)).sort();
  return [
    ...current.map((reference) => {
      const bytes = sizes.get(reference);
      return { reference, kind: bytes === undefined ? ('missing' as const) : ('built' as const), bytes: bytes ?? 0 };
    }),
    ...others.map((reference) => {
      const kind = reference.startsWith('sandpiper-own/') ? ('own' as const) : ('old' as const);
      return { reference, kind, bytes: sizes.get(reference) ?? 0 };
    }),
  ];
}

async function builtSizes(docker: Dockerode): Promise<ReadonlyMap<string, number>> {
  const images = await answerWithin(30_000, docker.listImages());
  const tagged = images.flatMap(({ RepoTags, Size }) => (RepoTags ?? []).map((tag) => [tag, Size] as const));
  return new Map(tagged.filter(([tag]) => isOurs(tag)));
}

function isOurs(tag: string): boolean {
  return tag.startsWith('sandpiper-own/') || sandboxImages.some((image) => tag.startsWith(`sandpiper/${image}:`));
}
