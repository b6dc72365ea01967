import { SandboxFault } from '../sandbox.ts';

/**
 * The agent takes absolute paths only. Nothing is resolved here: what `..` and links mean is the box's business. Lone
 * surrogates that stand for no byte cannot be a name.
 */
export function absolutePath(cwd: string, path: string): string {
  if (!path.isWellFormed() && straySurrogate.test(path)) {
    throw new SandboxFault('The path has a surrogate that stands for no byte', { code: 'invalid', ran: 'no' });
  }
  if (path.startsWith('/')) return path;
  return path === '.' || path === '' ? cwd : `${cwd}/${path}`;
}

/** In a pattern with `u`, a pair is one character; only lone surrogates are seen. */
const straySurrogate = /[\uD800-\uDC7F\uDD00-\uDFFF]/u;
