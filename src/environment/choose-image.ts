import type { SandboxImage } from '../sandbox/images/sandbox-image.ts';
import type { Ecosystem } from './detect/project.ts';

/** The image that has the toolchains of a repository: one of its own where one is enough, `full` for a mix. */
export function chooseImage(ecosystems: readonly Ecosystem[]): SandboxImage {
  const [only, ...more] = ecosystems;
  if (only === undefined) return 'node';
  return more.length === 0 ? only : 'full';
}
