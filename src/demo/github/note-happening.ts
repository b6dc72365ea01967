import type { GitHubState, Happening } from './github-state.ts';

/** Puts something into a timeline that emulate does not keep. */
export function noteHappening(state: GitHubState, happening: Omit<Happening, 'at'>): void {
  state.happenings.push({ ...happening, at: new Date().toISOString() });
}
