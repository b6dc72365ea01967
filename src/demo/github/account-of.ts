import type { GitHubState } from './github-state.ts';

/** An account is known by an address that nobody reads, or by one it has registered; the number before its name is not looked at. */
export function accountOf({ seed }: GitHubState, address: string): string | null {
  const registered = seed.addresses?.[address];
  if (registered !== undefined) return registered;
  const login = /^(?:\d+\+)?([^@+]+)@users\.noreply\./.exec(address)?.[1] ?? '';
  return login === `${seed.app.slug}[bot]` || login in seed.people ? login : null;
}
