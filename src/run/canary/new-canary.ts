import { randomInt } from 'node:crypto';

/** In the form of a token of the `gh` command line, which opens nothing: nobody ever issued it. */
export function newCanary(): string {
  return `${canaryPrefix}${Array.from({ length: 36 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}

export const canaryPrefix = 'gho_';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
