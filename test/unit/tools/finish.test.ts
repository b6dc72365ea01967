import { expect, test } from 'vitest';
import { type FinishDeps, type FinishInput, finishTool } from '../../../src/tools/finish.ts';
import type { Observation } from '../../../src/tools/tool.ts';
import { localBox } from '../../support/local-box.ts';
import { repositoryBox } from './repository-box.ts';
import { use } from './use.ts';

type Said = { readonly said: FinishInput; readonly unresolved: readonly string[] };

/** A finish of one attempt, what it was told, and a way to call it. */
function someFinish(different: Partial<FinishDeps> = {}) {
  const accepted: Said[] = [];
  const tool = finishTool({
    onFinish: (said, unresolved) => void accepted.push({ said, unresolved }),
    wasRunSinceChange: () => true,
    objectTo: () => [],
    isLastCall: () => false,
    ...different,
  });
  const call = (box: Parameters<typeof use>[0], input: Record<string, unknown> = {}): Promise<Observation> =>
    use(box, tool, { outcome: 'fixed', summary: 'Done.', ...input });
  return { accepted, call };
}

test('the first finish shows the change and the second is accepted', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.files.write('a.txt', 'two\n');
  await box.files.write('src/new.txt', 'three\n');
  const finish = someFinish();

  const review = await finish.call(box);
  const acceptedBefore = [...finish.accepted];
  await finish.call(box, { tests: ['npm test'], root_cause: 'It was one.' });

  expect(review.text).toContain('  changed a.txt\n  new src/new.txt\n');
  expect(review.text).toContain('-one\n+two');
  expect(review.text).toContain('+three');
  expect(review.text).toContain('Before you confirm');
  expect(review.isError).toBe(false);
  expect(acceptedBefore).toEqual([]);
  expect(finish.accepted).toMatchObject([
    { said: { outcome: 'fixed', summary: 'Done.', tests: ['npm test'], root_cause: 'It was one.' }, unresolved: [] },
  ]);
});

test('a change made after the review is shown before it is confirmed', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.files.write('a.txt', 'two\n');
  const finish = someFinish();

  await finish.call(box);
  await box.files.write('a.txt', 'three\n');
  const second = await finish.call(box);
  const third = await finish.call(box);

  expect(second.text).toContain('+three');
  expect(third.text).toBe('Finished.');
});

test('a finish without a change and without a claim is accepted at once', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const finish = someFinish();

  await finish.call(box, { outcome: 'no_change_needed' });

  expect(finish.accepted).toHaveLength(1);
});

test('a fix that changed nothing is questioned three times, then told to reviewers', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const finish = someFinish();

  const questions = [await finish.call(box), await finish.call(box), await finish.call(box)];
  await finish.call(box);

  for (const question of questions) {
    expect(question).toMatchObject({ isError: true, text: expect.stringContaining('no file has changed') });
  }
  expect(finish.accepted).toMatchObject([{ unresolved: [expect.stringContaining('no file has changed')] }]);
});

test('a claim without a command since the last change is objected to until one has run', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.files.write('a.txt', 'two\n');
  let wasRun = false;
  const finish = someFinish({ wasRunSinceChange: () => wasRun });

  const refused = await finish.call(box);
  wasRun = true;
  await finish.call(box);

  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('No command has run') });
  expect(finish.accepted).toMatchObject([{ unresolved: [] }]);
});

test('what others have to say against the change is said with its files before them', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n', 'gone.txt': 'x\n' });
  await box.exec('rm gone.txt && echo two > a.txt && mkdir bin && printf "a\\0b" > bin/new && ln -s /etc/passwd link', {
    timeoutMs: 10_000,
  });
  const seen: unknown[] = [];
  const finish = someFinish({
    objectTo: (files) => {
      seen.push(...files);
      return ['Nobody wants a link.'];
    },
  });

  const review = await finish.call(box);

  expect(review.text).toContain('- Nobody wants a link.');
  expect(seen).toEqual([
    { path: 'a.txt', before: 'one\n', after: 'two\n', status: 'modified', size: 4, isText: true },
    { path: 'bin/new', before: null, after: null, status: 'added', size: 3, isText: false },
    { path: 'gone.txt', before: 'x\n', after: null, status: 'deleted', size: 0, isText: true },
    { path: 'link', before: null, after: null, status: 'added', size: 0, isText: false },
  ]);
});

test('lines that were perhaps only for looking are asked about, and hold nothing up', async () => {
  await using box = await repositoryBox({ 'a.js': 'x();\n' });
  await box.files.write('a.js', "x();\nconsole.log('here');\n");
  const finish = someFinish();

  const review = await finish.call(box);
  const second = await finish.call(box);

  expect(review.text).toContain("Are these lines meant to stay?\n  a.js: console.log('here');");
  expect(second.text).toBe('Finished.');
});

test('damaged whitespace is named by its place', async () => {
  await using box = await repositoryBox({ 'a.js': 'x();\n', 'dos.js': 'a\r\n' });
  await box.files.write('a.js', 'x();  \n');
  await box.files.write('dos.js', 'a\r\nb\r\n');
  const finish = someFinish();

  const review = await finish.call(box);

  expect(review.text).toContain('- The change has damaged whitespace (git diff --check): a.js:1: trailing whitespace.');
});

test('who is blocked is shown what is wrong once, and let go', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.files.write('repro.js', 'x');
  const finish = someFinish();

  await finish.call(box, { outcome: 'blocked' });
  await finish.call(box, { outcome: 'blocked' });

  expect(finish.accepted).toMatchObject([{ unresolved: [expect.stringContaining('repro.js')] }]);
});

test('at the end of the budget a finish is accepted at once, with what speaks against it', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.files.write('repro.js', 'x');
  const finish = someFinish({ isLastCall: () => true });

  await finish.call(box);

  expect(finish.accepted).toMatchObject([{ unresolved: [expect.stringContaining('repro.js')] }]);
});

test('a change that was committed is still the change', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const finish = someFinish();
  await finish.call(box);
  const identity = '-c user.name=t -c user.email=t@example.com';
  await box.exec(`echo two > a.txt && git ${identity} commit -qam mine`, { timeoutMs: 10_000 });

  const review = await finish.call(box);

  expect(review.text).toContain('-one\n+two');
});

test('a finish where git gives no answer is still possible', async () => {
  await using box = await localBox();
  const finish = someFinish();

  const review = await finish.call(box);
  await finish.call(box);

  expect(review.text).toContain('could not be shown (there is no commit to compare with)');
  expect(finish.accepted).toHaveLength(1);
});

test('a huge change is shown in part, and the rest is counted', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.exec('mkdir gen && for i in $(seq 1000 1150); do seq 1 200 > gen/$i.txt; done', { timeoutMs: 30_000 });
  let seen = 0;
  const finish = someFinish({
    objectTo: (files) => {
      seen = files.length;
      return [];
    },
  });

  const { text } = await finish.call(box);

  expect(text.length).toBeLessThan(30_000);
  expect(text).toContain('… and 91 more');
  expect(text).toContain('view the files for the rest');
  expect(seen).toBe(100);
});
