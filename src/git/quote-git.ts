import { stripVTControlCharacters } from 'node:util';

const maxLength = 2000;

/** What git, or the remote through it, wrote on standard error, fit to be quoted: no secret, no control character, bounded. */
export function quoteGit(stderr: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), stderr);
  const plain = stripVTControlCharacters(hidden)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n\t]/gu, '\u{fffd}')
    .trim();
  return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength)} […]`;
}
