import { GitFault } from './git-fault.ts';
import { isOutOfRoom, makeRoom } from './out-of-room.ts';
import type { Remote } from './parse-remote.ts';

/** Words git uses, in the order in which they decide. */
const meanings: readonly {
  readonly words: RegExp;
  readonly kind: 'unreachable' | 'refused' | 'corrupt';
  readonly nextAction: string;
}[] = [
  {
    words:
      /error: (?:5\d\d|408|429)|Could not resolve|Failed to connect|timed out|Connection (refused|reset)|hung up|early EOF/i,
    kind: 'unreachable',
    nextAction: 'Try again when the server answers.',
  },
  {
    words: /certificate|SSL|TLS/,
    kind: 'unreachable',
    nextAction: 'Set GIT_SSL_CAINFO to a PEM file with the authority of that server, or make the machine trust it.',
  },
  {
    words: /error: (3|4)\d\d|Authentication failed|could not read Username|not found|denied/i,
    kind: 'refused',
    nextAction: 'Check that the app is installed on the repository and may read and write its contents.',
  },
  {
    words: /does not appear to be a git repository|dubious ownership/i,
    kind: 'refused',
    nextAction: 'Check that the path is a git repository that belongs to the user running Sandpiper.',
  },
  {
    words:
      /fsck|corrupt|index-pack failed|unpack-objects failed|bad object|missing (blob|tree|commit)|necessary objects/i,
    kind: 'corrupt',
    nextAction: 'Check the repository with: git fsck',
  },
];

/** What went wrong between this machine and the remote, as far as git's own words tell. */
export function remoteFault(remote: Remote, stderr: string): GitFault {
  const { kind, nextAction } = isOutOfRoom(stderr) ? outOfRoom : (meanings.find(fits(stderr)) ?? unknown);
  const words = stderr || 'it gave no reason';
  return new GitFault(kind, `Git could not use ${remote.url}: ${words}`, { nextAction });
}

const outOfRoom = { kind: 'unreachable', nextAction: makeRoom } as const;
const unknown = { kind: 'unreachable', nextAction: 'Try again.' } as const;

function fits(stderr: string) {
  return ({ words }: { readonly words: RegExp }) => words.test(stderr);
}
