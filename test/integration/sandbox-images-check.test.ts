import { expect, test } from 'vitest';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { checkImage, type ImageVerdict } from '../../src/sandbox/images/check-image.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { derivedImage } from '../support/derived-image.ts';

const docker = connectEngine(operatorSettings().dockerHost);
const never = new AbortController().signal;
const root = 'USER root\n';
const agent = '/usr/local/bin/sandpiper-agent';

test.for(['base', 'node'] as const)('our own %s image is fit for a sandbox', async (image) => {
  const verdict = await checkImage(docker, await imageReference(image), never);

  expect(failed(verdict)).toEqual([]);
  expect(verdict.accepted).toBe(true);
});

test.for([
  ['without the agent', `${root}RUN rm ${agent}`, ['in-box agent']],
  ['whose agent speaks another protocol', `${root}RUN printf '#!/bin/sh\\necho 1\\n' > ${agent}`, ['in-box agent']],
  ['whose agent knows no versions', `${root}RUN printf '#!/bin/sh\\nexit 2\\n' > ${agent}`, ['in-box agent']],
  ['whose agent is no program', `${root}RUN echo nothing > ${agent} && chmod -x ${agent}`, ['in-box agent']],
  ['that talks without end', `${root}RUN printf '#!/bin/sh\\nyes\\n' > ${agent}`, ['in-box agent']],
  ['without a shell', `${root}RUN ["rm", "/bin/bash"]`, ['shell']],
  ['whose user is another', `${root}RUN usermod --login somebody agent`, ['user']],
  ['with a set-uid file', `${root}RUN chmod u+s /usr/bin/git`, ['set-uid files']],
  [
    'without a workspace, git and ripgrep',
    `${root}RUN rm -r /workspace /usr/bin/git /usr/bin/rg`,
    ['workspace', 'git', 'ripgrep'],
  ],
] as const)('an image %s is not', async ([, lines, expected]) => {
  await using image = await derivedImage(docker, lines);

  const verdict = await checkImage(docker, image.reference, never);

  expect(failed(verdict)).toEqual(expected);
  expect(verdict.accepted).toBe(false);
});

test('a check ends with its signal, and leaves no container', async () => {
  await using image = await derivedImage(docker, `${root}RUN printf '#!/bin/sh\\nexec sleep 600\\n' > ${agent}`);
  const controller = new AbortController();
  const checked = checkImage(docker, image.reference, controller.signal);
  const containers = () => docker.listContainers({ all: true, filters: { ancestor: [image.reference] } });
  await expect.poll(containers, { timeout: 20_000 }).toHaveLength(1);

  controller.abort();

  await expect(checked).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(containers).toEqual([]);
});

test('an image that the engine does not have is a fault that says what to do', async () => {
  const checked = checkImage(docker, 'sandpiper-test/absent:1', never);

  await expect(checked).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'invalid',
    ran: 'no',
    nextAction: expect.stringContaining('docker pull sandpiper-test/absent:1'),
  });
});

const failed = ({ checks }: ImageVerdict) => checks.filter(({ passed }) => !passed).map(({ name }) => name);
