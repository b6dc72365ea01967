import type { LoopbackGitHub, RequestRecord } from '../../src/demo/github/loopback-github.ts';
import { operations } from '../../src/demo/github/operations.ts';
import type { MintedToken } from '../../src/demo/github/token-ledger.ts';

const gitNeeds: Readonly<Record<string, { readonly name: string; readonly level: 'read' | 'write' }>> = {
  'git-upload-pack': { name: 'contents', level: 'read' },
  'git-receive-pack': { name: 'contents', level: 'write' },
};

/**
 * What is wrong with the tokens that were minted, a sentence each: one that is not revoked in the end, was used after that, is for
 * more repositories than one though it can do more than name them, or holds a permission that none of its requests needed.
 */
export function misusedTokens(github: LoopbackGitHub): readonly string[] {
  const requests = github.requests();
  return github.mintedTokens().flatMap((token) => {
    const own = requests.filter((request) => request.token === token.token);
    const words = `A token for ${JSON.stringify(token.permissions)} of ${JSON.stringify(token.repositories)}`;
    return [...lateness(own), ...excess(token, own)].map((problem) => `${words} ${problem}`);
  });
}

function lateness(own: readonly RequestRecord[]): readonly string[] {
  const revocation = own.findIndex(({ operation }) => operation === 'apps/revoke-installation-access-token');
  if (revocation === -1) return ['was not revoked'];
  return own.slice(revocation + 1).map(({ operation }) => `was used for ${operation} after it was revoked`);
}

function excess({ permissions, repositories }: MintedToken, own: readonly RequestRecord[]): readonly string[] {
  const needs = own.flatMap(({ operation }) => {
    const access = operations.get(operation ?? '');
    const ofGit = gitNeeds[operation ?? ''];
    return [...(access?.caller === 'installation' ? access.needs : []), ...(ofGit === undefined ? [] : [ofGit])];
  });
  const held = Object.entries(permissions).filter(([name]) => name !== 'metadata');
  const idle = held.filter(([name, level]) => !needs.some((need) => need.name === name && need.level === level));
  const isWide = held.length > 0 && (repositories === 'all' || repositories.length !== 1);
  return [...idle.map(([name, level]) => `did not need ${name}: ${level}`), ...(isWide ? ['is for too much'] : [])];
}
