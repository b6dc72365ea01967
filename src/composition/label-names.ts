import type { GitHubSettings } from '../config/operator-settings.ts';
import { Fault } from '../errors.ts';
import { isLabel } from '../run/labels/is-label.ts';
import type { IssueState, LabelNames } from '../run/labels/label-names.ts';

/** What GitHub lets a label be called. */
const longest = 50;

/** What maintainers call the labels. Throws a `Fault` when one name would mean two things, or is longer than a label's may be. */
export function labelNames({ labels: { go, plan, never, statePrefix } }: Pick<GitHubSettings, 'labels'>): LabelNames {
  const state = (name: IssueState) => `${statePrefix}${name}`;
  const states = {
    queued: state('queued'),
    running: state('running'),
    'needs-input': state('needs-input'),
    'pr-open': state('pr-open'),
    failed: state('failed'),
    blocked: state('blocked'),
  };
  const names = [go, plan, never, ...Object.values(states)];
  const twice = names.find((name, at) => names.slice(0, at).some((other) => isLabel(name, other)));
  if (twice !== undefined) throw notUsable(`Two labels would both be called "${twice}".`);
  const tooLong = names.find((name) => name.length > longest);
  if (tooLong !== undefined) throw notUsable(`The label "${tooLong}" is longer than ${longest} characters.`);
  return { go, plan, never, states };
}

function notUsable(why: string): Fault {
  return new Fault(why, {
    nextAction:
      'Change SANDPIPER_LABEL, SANDPIPER_PLAN_LABEL, SANDPIPER_NEVER_LABEL or SANDPIPER_STATE_LABEL_PREFIX, so that each label has a name of its own.',
  });
}
