import type { RepositoryName } from './repository-name.ts';

export type PullAddress = { readonly repository: RepositoryName; readonly pull: number };
