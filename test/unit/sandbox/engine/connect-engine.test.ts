import { expect, test } from 'vitest';
import { connectEngine } from '../../../../src/sandbox/engine/connect-engine.ts';

test.for(['', 'docker.sock', 'npipe:////./pipe/docker_engine'])(
  'refuses the address %j and says what is possible',
  (address) => {
    expect(() => connectEngine(address)).toThrow(
      expect.objectContaining({ name: 'SandboxFault', nextAction: expect.stringContaining('unix:///') }),
    );
  },
);
