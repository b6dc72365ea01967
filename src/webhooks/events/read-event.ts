import { z } from 'zod';
import { payloadSchema } from './payload-schema.ts';
import type { WebhookEvent } from './webhook-event.ts';

export type EventReading =
  | { readonly kind: 'event'; readonly event: WebhookEvent }
  /** Not one of the events that anything is done about. */
  | { readonly kind: 'other' }
  | { readonly kind: 'malformed'; readonly problem: string };

/** Reads a payload whose signature was checked. Never throws, whatever it is. */
export function readEvent(name: string, payload: unknown): EventReading {
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) return { kind: 'other' };
  const result = read(payload);
  if (result.success) return { kind: 'event', event: result.data };
  return { kind: 'malformed', problem: z.prettifyError(result.error) };
}

type Reader = (payload: unknown) => z.ZodSafeParseResult<WebhookEvent>;

const { issues, issue_comment, pull_request, pull_request_review, pull_request_review_comment, check_suite } =
  payloadSchema;
const { installation, installation_repositories, repository } = payloadSchema;

const readers: Readonly<Record<string, Reader>> = {
  issues: readerOf(issues, ({ issue, label, changes, ...rest }) => ({
    kind: 'issue',
    ...common(rest),
    issue,
    label: label?.name ?? null,
    isTextChanged: changes === null || changes.title !== undefined || changes.body !== undefined,
  })),
  issue_comment: readerOf(issue_comment, ({ issue, comment, ...rest }) => ({
    kind: 'comment',
    ...common(rest),
    issue,
    comment,
  })),
  pull_request: readerOf(pull_request, ({ pull_request: pull, ...rest }) => ({
    kind: 'pull-request',
    ...common(rest),
    pull,
  })),
  pull_request_review: readerOf(pull_request_review, ({ pull_request: pull, review, ...rest }) => ({
    kind: 'review',
    ...common(rest),
    pull,
    review,
  })),
  pull_request_review_comment: readerOf(pull_request_review_comment, ({ pull_request: pull, comment, ...rest }) => ({
    kind: 'review-comment',
    ...common(rest),
    pull,
    comment,
  })),
  check_suite: readerOf(check_suite, ({ check_suite: suite, ...rest }) => ({
    kind: 'check-suite',
    ...common(rest),
    suite,
  })),
  installation: readerOf(installation, (rest) => ({ kind: 'installation', ...outside(rest) })),
  installation_repositories: readerOf(installation_repositories, ({ repositories_removed: removed, ...rest }) => ({
    kind: 'installation-repositories',
    ...outside(rest),
    removed,
  })),
  repository: readerOf(repository, ({ changes, ...rest }) => ({
    kind: 'repository',
    ...common(rest),
    formerName: changes?.repository.name.from ?? null,
  })),
};

function readerOf<Output>(schema: z.ZodType<Output>, toEvent: (payload: Output) => WebhookEvent): Reader {
  const reader = schema.transform(toEvent);
  return (payload) => reader.safeParse(payload);
}

type Outside = z.infer<typeof installation>;
type InRepository = Pick<z.infer<typeof issues>, 'action' | 'installation' | 'sender' | 'repository'>;

function outside({ action, installation: { id }, sender }: Outside) {
  return { action, installationId: id, actor: sender };
}

function common({ repository: part, ...rest }: InRepository) {
  return { ...outside(rest), repository: part };
}
