import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../errors.ts';
import type { KnownOf } from '../recording/recorded-event.ts';
import { type RecordContent, readContent } from './read-content.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';

/** Whether the records of a run's candidates, as far as they still stand beside it, are those it chose from. `null`: it had none. */
export async function checkCandidates(
  directory: string,
  { candidates }: Pick<RecordContent, 'candidates'>,
): Promise<LinkFinding | null> {
  if (candidates === undefined) return null;
  const known = await Promise.all(
    candidates.candidates.map(async (candidate) => await look(join(dirname(directory), candidate.runId), candidate)),
  );
  const wrong = known.find(({ holds: isSound }) => !isSound);
  if (wrong !== undefined) return wrong;
  const gone = known.filter(({ words }) => words === notThere).length;
  const there = `The records of ${known.length - gone} candidates go on from where they were when one was chosen.`;
  return holds(gone === 0 ? there : `${there} Those of ${gone} are not there any more.`);
}

const notThere = 'gone';

type Candidate = KnownOf<'run.candidates'>['candidates'][number];

async function look(directory: string, { runId, head }: Candidate): Promise<LinkFinding> {
  const isThere = await access(directory).then(
    () => true,
    () => false,
  );
  if (!isThere) return holds(notThere);
  try {
    const { hashes } = await readContent(directory);
    if (hashes[head.seq - 1] === head.hash) return holds(runId);
    return broken(`The record of the candidate ${runId} is not the one that was there when one was chosen.`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return broken(`The record of the candidate ${runId} cannot be read: ${error.message}`);
  }
}
