import { identityOf } from './identity-of.ts';

/** For commits that nobody publishes: the same files always give the same commit. */
export const fixedIdentity = identityOf({ name: 'Sandpiper', email: 'sandpiper@localhost' }, new Date(0));
