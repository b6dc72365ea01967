import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SandboxFault, type Workspace } from '../../../src/sandbox/sandbox.ts';
import { applyPatch } from '../../../src/tools/apply-patch.ts';
import { edit } from '../../../src/tools/edit.ts';
import type { Observation, Tool } from '../../../src/tools/tool.ts';
import { write } from '../../../src/tools/write.ts';
import { localBox } from '../../support/local-box.ts';

const never = new AbortController().signal;
let box: Workspace & AsyncDisposable;

beforeAll(async () => {
  box = await localBox();
});
beforeEach(async () => {
  await box.exec('find . -mindepth 1 -delete', { timeoutMs: 10_000 });
});
afterAll(() => box[Symbol.asyncDispose]());

/** As the model's arguments come, through the tool's own schema. */
async function use(tool: Tool, fields: Record<string, unknown>, workspace: Workspace = box): Promise<Observation> {
  const input = tool.input.parse(tool.repair?.(fields) ?? fields);
  return await tool.execute({ workspace }, input, never);
}

async function textAt(path: string): Promise<string | null> {
  const bytes = await box.files.read(path, { maxBytes: 1_000_000 });
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

const patchOf = (...lines: string[]) => ({ patch: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n') });

/** A workspace in which something happens between reading a file and writing it. */
function disturbed(happens: () => Promise<void>, fails: (path: string) => boolean = () => false): Workspace {
  return {
    ...box,
    files: {
      ...box.files,
      write: async (path, data, options) => {
        await happens();
        if (fails(path)) throw new SandboxFault('there is no room', { ran: 'no', code: 'no-space' });
        await box.files.write(path, data, options);
      },
    },
  };
}

describe('editing', () => {
  test('an empty `old` makes a new file', async () => {
    const seen = await use(edit, { path: 'src/new.txt', old: '', new: 'hello\n' });

    expect(seen).toEqual({ isError: false, text: 'Created src/new.txt.' });
    expect(await textAt('src/new.txt')).toBe('hello\n');
  });

  test('an empty `old` for a file that is there is refused', async () => {
    await box.files.write('a.txt', 'old\n');

    const seen = await use(edit, { path: 'a.txt', old: '', new: 'hello\n' });

    expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('a.txt exists') });
    expect(await textAt('a.txt')).toBe('old\n');
  });

  test('a file that changed between reading and writing is not overwritten', async () => {
    await box.files.write('a.txt', 'one\n');
    const workspace = disturbed(() => box.files.write('a.txt', 'other\n'));

    const seen = await use(edit, { path: 'a.txt', old: 'one', new: '1' }, workspace);

    expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('changed by something else') });
    expect(await textAt('a.txt')).toBe('other\n');
  });

  test('the second of several is changed when its occurrence is given', async () => {
    await box.files.write('a.txt', 'x\nx\n');

    const seen = await use(edit, { path: 'a.txt', old: 'x', new: 'y', occurrence: 2 });

    expect(seen.isError).toBe(false);
    expect(await textAt('a.txt')).toBe('x\ny\n');
  });

  test.for([
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud83d'],
  ])('%s is not written', async ([, text]) => {
    await box.files.write('a.txt', 'one\n');

    const seen = await use(edit, { path: 'a.txt', old: 'one', new: text });

    expect(seen.isError).toBe(true);
    expect(await textAt('a.txt')).toBe('one\n');
  });

  test('a long change is shown from both its ends', async () => {
    await box.files.write('a.txt', 'one\n');

    const seen = await use(edit, {
      path: 'a.txt',
      old: 'one',
      new: Array.from({ length: 500 }, (_, at) => `l${at}`).join('\n'),
    });

    expect(seen.text).toContain(' 1│l0\n');
    expect(seen.text).toContain('[… 441 more lines]');
    expect(seen.text).toContain('500│l499');
    expect(seen.text.length).toBeLessThan(2_000);
  });

  test.for([
    ['a folder that is a link out of the workspace', 'ln -s /tmp out', 'out/a.txt'],
    ['a folder below such a link', 'mkdir d && ln -s /tmp d/out', 'd/out/deep/a.txt'],
    ['a link to a file', 'ln -s /etc/hostname name', 'name'],
  ] as const)('%s is not written through', async ([, make, path]) => {
    await box.exec(make, { timeoutMs: 10_000 });

    const byEdit = await use(edit, { path, old: '', new: 'x\n' });
    const byWrite = await use(write, { path, content: 'x\n' });
    const byPatch = await use(applyPatch, patchOf(`*** Add File: ${path}`, '+x'));

    for (const seen of [byEdit, byWrite, byPatch]) {
      expect(seen).toMatchObject({ isError: true, text: expect.stringMatching(/symbolic link|exists/) });
    }
  });

  test('a folder that is no link is written through', async () => {
    expect((await use(write, { path: 'd/deep/a.txt', content: 'x\n' })).isError).toBe(false);
  });
});

describe('writing', () => {
  test('a comment in place of the rest is refused, and taken when overwriting is meant', async () => {
    await box.files.write('a.js', 'one();\ntwo();\n');
    const content = 'uno();\n// ... rest of the code unchanged\n';

    const refused = await use(write, { path: 'a.js', content });
    const kept = await textAt('a.js');
    const taken = await use(write, { path: 'a.js', content, overwrite: true });

    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('in place of code') });
    expect(kept).toBe('one();\ntwo();\n');
    expect(taken.isError).toBe(false);
  });

  test('a file that appeared at the same moment is not overwritten', async () => {
    const workspace = disturbed(() => box.files.write('a.txt', 'theirs\n'));

    const seen = await use(write, { path: 'a.txt', content: 'ours\n' }, workspace);

    expect(seen.isError).toBe(true);
    expect(await textAt('a.txt')).toBe('theirs\n');
  });

  test('an executable stays one', async () => {
    await box.files.write('run.sh', 'echo a\n', { mode: 0o755 });

    await use(write, { path: 'run.sh', content: 'echo b\n' });

    expect((await box.files.stat('run.sh'))?.mode).toBe(0o755);
  });
});

describe('patching', () => {
  test('several files are changed, made, moved and removed at once', async () => {
    await box.files.write('a.txt', 'one\ntwo\n');
    await box.files.write('b.sh', 'echo b\n', { mode: 0o755 });
    await box.files.write('c.txt', 'gone\n');

    const seen = await use(
      applyPatch,
      patchOf(
        ...['*** Update File: a.txt', '@@', '-two', '+2'],
        ...['*** Update File: b.sh', '*** Move to: bin/b.sh', '@@', '-echo b', '+echo B'],
        ...['*** Delete File: c.txt', '*** Add File: d/d.txt', '+new'],
      ),
    );

    expect(seen.isError).toBe(false);
    expect(seen.text).toContain('Updated a.txt. It now reads:\n1│one\n2│2');
    expect(await Promise.all(['a.txt', 'bin/b.sh', 'd/d.txt'].map(textAt))).toEqual(['one\n2\n', 'echo B\n', 'new\n']);
    expect(await Promise.all(['b.sh', 'c.txt'].map(textAt))).toEqual([null, null]);
    expect((await box.files.stat('bin/b.sh'))?.mode).toBe(0o755);
  });

  test('when one file cannot be written, those before it are restored', async () => {
    await box.files.write('a.txt', 'one\r\n');
    const workspace = disturbed(
      () => Promise.resolve(),
      (path) => path === 'z.txt',
    );
    const patch = patchOf(
      '*** Update File: a.txt',
      '@@',
      '-one',
      '+1',
      '*** Add File: m.txt',
      '+m',
      '*** Add File: z.txt',
      '+z',
    );

    const seen = await use(applyPatch, patch, workspace);

    expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('nothing is changed') });
    expect(await Promise.all(['a.txt', 'm.txt', 'z.txt'].map(textAt))).toEqual(['one\r\n', null, null]);
  });

  test('a file that changed after it was read is left alone, and so are the others', async () => {
    await box.files.write('a.txt', 'one\n');
    let writes = 0;
    const workspace = disturbed(async () => {
      writes += 1;
      if (writes === 2) await box.files.write('z.txt', 'theirs\n');
    });

    const seen = await use(
      applyPatch,
      patchOf('*** Update File: a.txt', '@@', '-one', '+1', '*** Add File: z.txt', '+ours'),
      workspace,
    );

    expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('changed by something else') });
    expect(await Promise.all(['a.txt', 'z.txt'].map(textAt))).toEqual(['one\n', 'theirs\n']);
  });

  test('a mistyped path is answered with the files of that name', async () => {
    await box.files.write('src/deep/parse.ts', 'x\n');
    await box.exec('git init -q .', { timeoutMs: 10_000 });

    const seen = await use(applyPatch, patchOf('*** Update File: src/parse.ts', '@@', '-x', '+y'));

    expect(seen.text).toContain('Did you mean src/deep/parse.ts?');
  });

  test.for([
    ['input', { input: '*** Begin Patch\n*** Add File: a\n+x\n*** End Patch' }],
    ['command', { command: ['apply_patch', '*** Begin Patch\n*** Add File: a\n+x\n*** End Patch'] }],
  ] as const)('a patch given as `%s` is understood', async ([, fields]) => {
    expect((await use(applyPatch, fields)).text).toBe('Added a.');
  });
});
