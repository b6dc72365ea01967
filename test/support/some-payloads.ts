export type PayloadFacts = {
  readonly sender?: string;
  readonly senderType?: string;
  readonly isPrivate?: boolean;
  readonly title?: string;
  readonly body?: string | null;
  readonly author?: string;
  readonly labels?: readonly string[];
  readonly state?: 'open' | 'closed';
  readonly at?: string;
};

export const asked = '2026-03-01T11:59:00Z';

/** Of `issues`, as far as anything depends on it. */
export function issuePayload(action: string, facts: PayloadFacts = {}, more: object = {}) {
  return { action, issue: issueOf(facts), ...surroundings(facts), ...more };
}

export function labelled(label: string, facts: PayloadFacts = {}) {
  const before = facts.labels ?? [];
  return issuePayload('labeled', { ...facts, labels: [...before, label] }, { label: { name: label } });
}

export type CommentFacts = PayloadFacts & {
  readonly id?: number;
  readonly on?: number;
  /** Who opened the pull request that the comment is on; left out, it is on an issue. */
  readonly pullBy?: string;
};

/** Of `issue_comment`. */
export function commentPayload(text: string, facts: CommentFacts = {}, action = 'created') {
  const { id = 17, on = 7, pullBy, at = asked } = facts;
  const pull = pullBy === undefined ? {} : { pull_request: {}, user: account(pullBy) };
  const comment = { id, body: text, user: sender(facts), created_at: at, updated_at: at };
  return { action, issue: { ...issueOf(facts), number: on, ...pull }, comment, ...surroundings(facts) };
}

function issueOf({ title, body, author, labels = [], state = 'open', at = asked }: PayloadFacts) {
  return {
    number: 7,
    title: title ?? 'Tides are late',
    body: body === undefined ? 'By an hour.' : body,
    user: account(author ?? 'plover'),
    labels: labels.map((name) => ({ name })),
    state,
    created_at: '2026-02-01T10:00:00Z',
    updated_at: at,
  };
}

function surroundings(facts: PayloadFacts) {
  return {
    repository: { name: 'tidewords', owner: { login: 'wader' }, private: facts.isPrivate ?? false },
    installation: { id: 51_007 },
    sender: sender(facts),
  };
}

const sender = ({ sender: login = 'knot', senderType }: PayloadFacts) => account(login, senderType);

function account(login: string, type = login.endsWith('[bot]') ? 'Bot' : 'User') {
  return { login, id: 4000 + login.length, type };
}
