import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

const maxLines = 100;
const maxTailBytes = 32 * 1024;
/** No more is read of a log, which comes without its size being known. */
const maxBytes = 64 * 1024 * 1024;
const deadlineMs = 30_000;

/** The last lines of the log of a job. GitHub says where it lies; there nobody is shown our token, and no further way is gone. */
export async function readJobLog(
  octokit: Octokit,
  { repository, job }: { readonly repository: RepositoryName; readonly job: number },
  signal: AbortSignal,
): Promise<string> {
  const { owner, name: repo } = repository;
  const { headers } = await asking('show the log of a job', signal, () =>
    octokit.rest.actions.downloadJobLogsForWorkflowRun({
      owner,
      repo,
      job_id: job,
      request: { signal, redirect: 'manual' },
    }),
  );
  const place = placeOfLog(headers.location, octokit.request.endpoint.DEFAULTS.baseUrl);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  return await asking('give the log of a job', signal, async () => lastLines(await fetchTail(place, limited)));
}

/** Anywhere that is spoken to privately, or GitHub itself where it runs on this very machine. */
function placeOfLog(location: string | undefined, apiUrl: string): URL {
  const place = URL.parse(location ?? '');
  const isSafe = place?.protocol === 'https:' || place?.origin === new URL(apiUrl).origin;
  if (place !== null && isSafe && place.username === '' && place.password === '') return place;
  throw new GitHubFault('GitHub did not say where the log of a job is.', {
    status: null,
    cause: null,
    nextAction: 'Look at the log on GitHub.',
  });
}

async function fetchTail(place: URL, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(place, { signal, redirect: 'error' });
  if (!response.ok || response.body === null) throw new Error(`The log was answered with ${response.status}.`);
  let tail = Buffer.alloc(0);
  let read = 0;
  for await (const chunk of response.body) {
    read += chunk.byteLength;
    tail = Buffer.concat([tail, chunk.subarray(-maxTailBytes)]).subarray(-maxTailBytes);
    if (read > maxBytes) break;
  }
  return tail;
}

/** Each line of a log begins with its time, which says nothing here. */
function lastLines(tail: Buffer): string {
  const lines = tail.toString('utf8').trimEnd().split(/\r?\n/);
  const whole = tail.byteLength < maxTailBytes ? lines : lines.slice(1);
  return whole
    .slice(-maxLines)
    .map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z /, ''))
    .join('\n');
}
