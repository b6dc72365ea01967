/** The images of this release. Each comes after those it is built upon. */
export const sandboxImages = ['base', 'node', 'python', 'go', 'rust', 'java', 'full'] as const;

export type SandboxImage = (typeof sandboxImages)[number];
