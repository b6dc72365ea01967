import { expect, test } from 'vitest';
import type { GitFaultKind } from '../../../src/git/git-fault.ts';
import { localFault } from '../../../src/git/local-fault.ts';
import { parseRemote } from '../../../src/git/parse-remote.ts';
import { remoteFault } from '../../../src/git/remote-fault.ts';

const remote = parseRemote('https://github.example/o/r.git', null);

test.for<[string, GitFaultKind, string]>([
  ['fatal: unable to access: The requested URL returned error: 503', 'unreachable', 'when the server answers'],
  ['fatal: unable to access: The requested URL returned error: 429', 'unreachable', 'when the server answers'],
  ['fatal: Could not resolve host: github.example', 'unreachable', 'when the server answers'],
  ['fatal: the remote end hung up unexpectedly', 'unreachable', 'when the server answers'],
  ['fatal: server certificate verification failed', 'unreachable', 'GIT_SSL_CAINFO'],
  ['fatal: unable to access: The requested URL returned error: 403', 'refused', 'the app is installed'],
  ["fatal: repository 'https://github.example/o/r.git/' not found", 'refused', 'the app is installed'],
  ["fatal: '/srv/x' does not appear to be a git repository", 'refused', 'the path is a git repository'],
  ['error: object 1234: treeNotSorted\nfatal: fsck error in packed object', 'corrupt', 'git fsck'],
  ['fatal: write error: No space left on device\nfatal: index-pack failed', 'unreachable', 'SANDPIPER_DATA_DIR'],
  ['fatal: Out of memory, malloc failed', 'unreachable', 'SANDPIPER_DATA_DIR'],
  ['something that nobody knows', 'unreachable', 'Try again.'],
])('%s is a matter of what is to be done about it', ([stderr, kind, next]) => {
  const fault = remoteFault(remote, stderr);

  expect(fault).toMatchObject({ kind, nextAction: expect.stringContaining(next) });
  expect(fault.message).toContain(stderr);
});

const call = { directory: '/srv/sandpiper/mirrors/o-r-1.git', args: ['write-tree'] };
const failed = { exitCode: 128, stdout: Buffer.alloc(0), isCut: false };

test('a mirror that is damaged is named without where it lies', () => {
  const { kind, nextAction = '' } = localFault(call, { ...failed, stderr: 'fatal: bad tree' });

  expect(kind).toBe('corrupt');
  expect(nextAction).toContain('delete the mirror o-r-1.git');
  expect(nextAction).not.toContain('/srv');
});

test('a full disk is no damage', () => {
  const fault = localFault(call, { ...failed, stderr: 'error: unable to write file: No space left on device' });

  expect(fault).toMatchObject({ kind: 'unreachable', nextAction: expect.stringContaining('make room') });
});
