import type Dockerode from 'dockerode';
import { protocolVersion } from '../box/protocol-version.ts';
import { SandboxFault } from '../sandbox.ts';
import { imageId } from './image-id.ts';
import { runInImage } from './run-in-image.ts';

export type ImageVerdict = {
  readonly reference: string;
  /** Of its content: what was found out holds for this id for ever. */
  readonly id: string;
  /** Every check has passed. */
  readonly accepted: boolean;
  readonly checks: readonly ImageCheck[];
};

export type ImageCheck = {
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, in a few words. */
  readonly detail: string;
};

const patienceMs = 60_000;

/** Whether boxes can be made of an image, found out by running it. Throws `SandboxFault` when the engine does not have it. */
export async function checkImage(docker: Dockerode, reference: string, signal: AbortSignal): Promise<ImageVerdict> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const id = await imageId(docker, reference);
  try {
    const agent = checkAgent(await runInImage(docker, { image: id, argv: [agentPath, '--version'] }, limit));
    const checks = [
      agent,
      ...checkContent(await runInImage(docker, { image: id, argv: ['/bin/bash', '-c', survey] }, limit)),
    ];
    return { reference, id, checks, accepted: checks.every(({ passed }) => passed) };
  } catch (cause) {
    signal.throwIfAborted();
    const message = limit.aborted ? `was not done within ${patienceMs / 1000} s` : `failed: ${String(cause)}`;
    throw new SandboxFault(`The check of the image ${reference} ${message}.`, { ran: 'no', cause });
  }
}

const agentPath = '/usr/local/bin/sandpiper-agent';

function checkAgent(output: string | null): ImageCheck {
  const name = 'in-box agent';
  if (output === null) return { name, passed: false, detail: `${agentPath} is missing or cannot be run` };
  const version = output.trim();
  if (!/^\d{1,9}$/.test(version)) return { name, passed: false, detail: 'it does not say which protocol it speaks' };
  const passed = Number(version) === protocolVersion;
  return {
    name,
    passed,
    detail: `speaks version ${version} of the protocol, and version ${protocolVersion} is needed`,
  };
}

/** One line for each thing: its name, a tab, and what is wrong with it, if anything. */
const survey = `
tell() { printf '%s\\t%s\\n' "$1" "$(printf '%s' "$2" | tr -s '[:cntrl:]' ' ' | cut -c 1-300)"; }
tell user "$([ "$(id -un):$(id -u):$(id -g)" = agent:1000:1000 ] || echo "user 1000 is $(id 2>&1), not agent with group 1000")"
tell home "$([ -d /home/agent ] || echo '/home/agent is no folder')"
tell workspace "$([ -d /workspace ] || echo '/workspace is no folder')"
tell git "$(git --version > /dev/null 2>&1 || echo 'git cannot be run')"
tell ripgrep "$(rg --version > /dev/null 2>&1 || echo 'rg cannot be run')"
tell 'set-uid files' "$(timeout 40 find / -xdev -type f -perm /6000 2> /dev/null | head -n 5; [ "\${PIPESTATUS[0]}" != 124 ] || echo 'too many files to look through')"
`;

const surveyed = ['user', 'home', 'workspace', 'git', 'ripgrep', 'set-uid files'];

function checkContent(output: string | null): readonly ImageCheck[] {
  const shell = {
    name: 'shell',
    passed: output !== null,
    detail: output === null ? '/bin/bash cannot be run' : '/bin/bash',
  };
  if (output === null) return [shell];
  const told = new Map(output.split('\n').map((line) => [line.split('\t')[0], line.split('\t')[1]]));
  return [
    shell,
    ...surveyed.map((name) => {
      const problem = told.get(name)?.trim() ?? 'the survey of the image did not get that far';
      return { name, passed: problem === '', detail: problem === '' ? 'as it must be' : problem };
    }),
  ];
}
