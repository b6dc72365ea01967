import { localBox } from '../../support/local-box.ts';

/** A box with a repository of one commit that has these files. */
export async function repositoryBox(files: Readonly<Record<string, string>>) {
  await using opened = new AsyncDisposableStack();
  const box = opened.use(await localBox());
  for (const [path, text] of Object.entries(files)) await box.files.write(path, text);
  const identity = '-c user.name=t -c user.email=t@example.com';
  const done = await box.exec(`git init -q . && git add . && git ${identity} commit -qm base`, { timeoutMs: 10_000 });
  if (!done.ok) throw new Error(done.stderr);
  opened.defer(() => box.files.remove(`/tmp/sandpiper/${box.cwd.split('/').at(-1)}`));
  const whole = opened.move();
  return { ...box, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
