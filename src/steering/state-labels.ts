import type { NewLabel } from '../github/change-labels.ts';
import type { IssueState } from '../run/labels/label-names.ts';

/** How a label looks that is made because the repository does not have it yet. Whatever maintainers make of it later stays. */
export function describeStateLabel(state: IssueState | null): Pick<NewLabel, 'color' | 'description'> {
  return looks[state ?? 'queued'];
}

const looks: Readonly<Record<IssueState, Pick<NewLabel, 'color' | 'description'>>> = {
  queued: { color: 'c5def5', description: 'A run of Sandpiper is waiting for its turn' },
  running: { color: '1d76db', description: 'Sandpiper is working on this' },
  'needs-input': { color: 'fbca04', description: 'Sandpiper waits for what people say' },
  'pr-open': { color: '0e8a16', description: 'Sandpiper opened a pull request for this' },
  failed: { color: 'd93f0b', description: 'A run of Sandpiper ended without a change' },
  blocked: { color: 'b60205', description: 'Sandpiper could not go on, and trying again would not help' },
};
