import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import { SandboxFault } from '../sandbox.ts';

/** The id of the content that the engine has under a reference. */
export async function imageId(docker: Dockerode, reference: string): Promise<string> {
  const found = await unlessStatus([400, 404], answerWithin(10_000, docker.getImage(reference).inspect()));
  if (found !== null) return found.Id;
  throw new SandboxFault(`The Docker Engine has no image ${reference}.`, {
    ran: 'no',
    code: 'invalid',
    nextAction: `Make it available with \`docker pull ${reference}\`, or build it: \`sandpiper images build\`.`,
  });
}
