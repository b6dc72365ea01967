import type { SandboxImage } from './sandbox-image.ts';

export type ImageRecipe = {
  /** The image it is built upon, as the build argument `BASE`. `null`: a plain Debian. */
  readonly from: SandboxImage | null;
  /** Paths in the build context, and the folders of `sandbox-images/` that stand there. */
  readonly folders: Readonly<Record<string, string>>;
};

export const imageRecipes: Readonly<Record<SandboxImage, ImageRecipe>> = {
  base: { from: null, folders: { '': 'base', 'agent/': 'agent' } },
  node: { from: 'base', folders: { '': 'node' } },
  python: { from: 'base', folders: { '': 'python' } },
  go: { from: 'base', folders: { '': 'go' } },
  rust: { from: 'base', folders: { '': 'rust' } },
  java: { from: 'base', folders: { '': 'java' } },
  full: {
    from: 'node',
    folders: { '': 'full', 'python/': 'python', 'go/': 'go', 'rust/': 'rust', 'java/': 'java' },
  },
};
