import type { RuntimeVerdict } from '../sandbox.ts';

/** In one line: the runtime, and the checks it failed with what was seen. */
export function whyRefused({ runtime, checks }: RuntimeVerdict): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name, detail }) => `${name}: ${detail}`);
  return `${runtime} was refused (${failed.join('; ')})`;
}
