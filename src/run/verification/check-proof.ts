import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { RecordContent } from './read-content.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';

const MAX_PROOF_BYTES = 256 * 1024 * 1024;

const half = z.object({ sha: z.string() });
const proof = z.object({ verdict: z.string(), base: half, head: half });

/** Whether the proof is of the commit and its base, and says what the run said when it ended. The file's bytes were checked. */
export async function checkProof(
  directory: string,
  { commit, candidates, ended, files }: Pick<RecordContent, 'commit' | 'candidates' | 'ended' | 'files'>,
): Promise<LinkFinding> {
  const file = files.get('proof.json');
  const wasPublished = ended?.outcome.kind === 'published';
  if (file === undefined && candidates !== undefined) {
    return holds('Each candidate has its proof in a record of its own.');
  }
  if (file === undefined) {
    return wasPublished ? broken('The change was published without a proof.') : holds('The run came to no proof.');
  }
  if (file.bytes > MAX_PROOF_BYTES) return broken('The proof is longer than any that Sandpiper writes.');
  const parsed = proof.safeParse(parseJson(await readFile(join(directory, file.file), 'utf8'))).data;
  if (parsed === undefined) return broken('The proof cannot be understood.');
  const { verdict, base, head } = parsed;
  if (head.sha !== commit?.sha) return broken(`The proof is of the commit ${head.sha}, which is not the run's.`);
  if (base.sha !== commit.base) return broken(`The proof has another base than the commit: ${base.sha}.`);
  if (wasPublished && ended.outcome.verdict !== verdict) {
    return broken(`The proof says ${verdict}, and the run said ${ended.outcome.verdict}.`);
  }
  return holds(`The proof is of that commit and its base, and says ${verdict}.`);
}
