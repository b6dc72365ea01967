import type { Order } from './commands/command.ts';

/** What somebody, or something, does that may make us work. */
export type Act = 'label' | 'plan-label' | 'review' | 'release' | 'failed-checks' | Order['kind'];

/** What GitHub says of a person in this repository at this moment; `unknown` when it could not be asked. */
export type Permission = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin' | 'unknown';

/**
 * Whether somebody belongs to the organisation, or works from outside, is not here: neither says what they may do in this
 * repository, and their permission does.
 */
export type Asker = {
  readonly kind: 'person' | 'bot' | 'our-app' | 'deleted';
  readonly permission: Permission;
};

export type Asked = {
  readonly act: Act;
  readonly on: 'issue' | 'our-pull-request' | 'other-pull-request' | 'pull-request-from-fork';
  readonly visibility: 'public' | 'private';
  /** The label came with the form that the issue was written in: its author may not even know. */
  readonly isFromForm: boolean;
};

export type Authority =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'refused';
      /** Whether it is said where it was asked. Machines are not answered: two that answer one another never end. */
      readonly isAnswered: boolean;
      /** Full sentences, addressed to the one who asked. */
      readonly reason: string;
      readonly nextAction: string;
    };

/** Who may make us do what. Whatever is not clearly allowed is refused. */
export function authorise(asker: Asker, asked: Asked): Authority {
  if (!isOurs(asked)) return notOurs(asked, asker.kind === 'person');
  if (asked.act === 'failed-checks') return { kind: 'allowed' };
  if (asker.kind !== 'person') return refuseSilently(notPersons[asker.kind]);
  if (asker.permission === 'unknown') return unknownPermission;
  const needed = neededFor(asked);
  return order.indexOf(asker.permission) >= order.indexOf(needed) ? { kind: 'allowed' } : notPermitted(asked, needed);
}

const order: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

type Needed = 'read' | 'triage' | 'write';

/**
 * Whatever spends, or changes anything, needs write permission. A run can be stopped by whoever may take off its label. Answers
 * that cost nothing go to those who were let in: in a public repository everybody can read.
 */
function neededFor({ act, visibility }: Asked): Needed {
  if (act === 'stop') return 'triage';
  if (act === 'help' || act === 'explain') return visibility === 'private' ? 'read' : 'triage';
  return 'write';
}

/** Help is given anywhere. What runs on a pull request of others' would run their code, or change their branch. */
function isOurs({ act, on }: Asked): boolean {
  return act === 'help' || on === 'issue' || on === 'our-pull-request';
}

function notOurs({ act, on }: Asked, isPerson: boolean): Authority {
  const isCommand = act !== 'review' && act !== 'release' && act !== 'failed-checks';
  return {
    kind: 'refused',
    isAnswered: isPerson && isCommand,
    reason:
      on === 'pull-request-from-fork'
        ? 'This pull request comes from a fork, and Sandpiper does not work on the code of forks.'
        : 'Sandpiper did not open this pull request, and works only on those that it opened.',
    nextAction: 'Describe in an issue what should change, and have somebody with write permission label it.',
  };
}

const notPersons = {
  bot: 'Only people start anything here, and this was done by a bot.',
  'our-app': 'What Sandpiper itself writes or labels starts nothing.',
  deleted: 'The account that did this does not exist any more.',
} as const;

function refuseSilently(reason: string): Authority {
  const nextAction = 'Somebody with write permission can do the same themselves.';
  return { kind: 'refused', isAnswered: false, reason, nextAction };
}

const unknownPermission: Authority = {
  kind: 'refused',
  isAnswered: true,
  reason: 'GitHub could not be asked whether you have the permission for this, so it was not done.',
  nextAction: 'Try it once more in a few minutes.',
};

function notPermitted({ isFromForm }: Asked, needed: Needed): Authority {
  if (isFromForm) return labelledByForm;
  const reason = `This needs ${needed} permission in this repository, and you do not have it.`;
  const nextAction = `Ask somebody who has ${needed} permission to do it, or an administrator for the permission.`;
  return { kind: 'refused', isAnswered: true, reason, nextAction };
}

const labelledByForm: Authority = {
  kind: 'refused',
  isAnswered: true,
  reason: 'The label came with the form of this issue, and only people with write permission start a run.',
  nextAction: 'A maintainer who wants one can take the label off and put it back on.',
};
