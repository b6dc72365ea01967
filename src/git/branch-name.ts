/** What the names of all our branches begin with. */
export const branchPrefix = 'sandpiper/';
const maxSlugLength = 48;

/**
 * The branch a change is published on. An issue without a number is a text on this machine. `attempt` counts from 1 and
 * tells apart branches for the same issue.
 */
export function branchName(issueNumber: number | null, title: string, attempt: number): string {
  const slug = slugOf(title);
  const name = `${branchPrefix}${issueNumber ?? 'local'}${slug === '' ? '' : `-${slug}`}${attempt > 1 ? `-${attempt}` : ''}`;
  if (!Number.isSafeInteger(attempt) || attempt < 1 || !isOwnBranch(name)) {
    throw new TypeError(`There is no branch for attempt ${attempt} of issue ${issueNumber}`);
  }
  return name;
}

/** Whether a branch is one of those `branchName` gives, and so ours to create. */
export function isOwnBranch(name: string): boolean {
  return /^sandpiper\/(?:[1-9][0-9]{0,15}|local)(?:-[a-z0-9]+)*$/.test(name) && name.length <= 100;
}

/** The issue that a branch of ours is for; `null` for any other branch, and for a text on this machine. */
export function issueOfBranch(name: string): number | null {
  const [, number] = /^sandpiper\/([1-9][0-9]{0,14})(?=-|$)/.exec(name) ?? [];
  return number === undefined || !isOwnBranch(name) ? null : Number(number);
}

function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/gh-(?=\d)/g, 'gh') // GitHub takes it for another issue
    .slice(0, maxSlugLength)
    .replace(/^-|-$/g, '');
}
