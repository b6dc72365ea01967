import type { AskEmulator } from './ask-emulator.ts';
import type { BareRepository } from './bare-repository.ts';

/** Where the objects go: emulate's REST API, as somebody who may write there. */
export type ImportTarget = { readonly ask: AskEmulator; readonly token: string; readonly fullName: string };

type GitObject = { readonly sha: string; readonly type: string; readonly content: Buffer };

/** Gives emulate every object that `refs` reach and `known` do not, and compares the ids it computes with git's own. */
export async function importObjects(
  target: ImportTarget,
  repository: BareRepository,
  refs: readonly string[],
  known: readonly string[],
): Promise<void> {
  const objects = await readObjects(repository, refs, known);
  for (const blob of objects.values().filter((one) => one.type === 'blob')) await importBlob(target, blob);
  const importedTrees = new Set<string>();
  for (const tree of objects.values().filter((one) => one.type === 'tree')) {
    await importTree(target, objects, tree, importedTrees);
  }
  const commits = [...objects.values().filter((one) => one.type === 'commit')];
  for (const commit of commits.reverse()) await importCommit(target, commit);
}

/** Newest commits first, each object once. */
async function readObjects(
  repository: BareRepository,
  refs: readonly string[],
  known: readonly string[],
): Promise<ReadonlyMap<string, GitObject>> {
  const excluded = known.length === 0 ? [] : ['--not', ...known];
  const list = await repository.git(['rev-list', '--objects', '--topo-order', ...refs, ...excluded]);
  const shas = list
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(0, 40));
  const batch = await repository.git(['cat-file', '--batch'], { stdin: shas.join('\n') });
  const objects = new Map<string, GitObject>();
  for (let start = 0; start < batch.length; ) {
    const headerEnd = batch.indexOf('\n', start);
    const [sha = '', type = '', size = ''] = batch.toString('latin1', start, headerEnd).split(' ');
    const end = headerEnd + 1 + Number(size);
    objects.set(sha, { sha, type, content: batch.subarray(headerEnd + 1, end) });
    start = end + 1;
  }
  return objects;
}

async function importBlob(target: ImportTarget, blob: GitObject): Promise<void> {
  await post(target, 'blobs', { content: blob.content.toString('base64'), encoding: 'base64' }, blob.sha);
}

async function importTree(
  target: ImportTarget,
  objects: ReadonlyMap<string, GitObject>,
  tree: GitObject,
  imported: Set<string>,
): Promise<void> {
  if (imported.has(tree.sha)) return;
  imported.add(tree.sha);
  const entries = parseTree(tree.content);
  for (const { sha, type } of entries) {
    const child = objects.get(sha);
    if (type === 'tree' && child !== undefined) await importTree(target, objects, child, imported);
  }
  await post(target, 'trees', { tree: entries }, tree.sha);
}

function parseTree(content: Buffer) {
  const entries: { path: string; mode: string; type: string; sha: string }[] = [];
  for (let start = 0; start < content.length; ) {
    const space = content.indexOf(' ', start);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', start, space).padStart(6, '0');
    const sha = content.toString('hex', end + 1, end + 21);
    entries.push({ path: content.toString('utf8', space + 1, end), mode, type: typeOf(mode), sha });
    start = end + 21;
  }
  return entries;
}

function typeOf(mode: string): string {
  if (mode === '040000') return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}

async function importCommit(target: ImportTarget, commit: GitObject): Promise<void> {
  const text = commit.content.toString('utf8');
  const split = text.indexOf('\n\n');
  const headers = text.slice(0, split).split('\n');
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const body = {
    message: text.slice(split + 2),
    tree: all('tree')[0],
    parents: all('parent'),
    author: parsePerson(all('author')[0] ?? ''),
    committer: parsePerson(all('committer')[0] ?? ''),
  };
  await post(target, 'commits', body, commit.sha);
}

function parsePerson(line: string) {
  const [, name = '', email = '', seconds = '', sign = '+', hours = '00', minutes = '00'] =
    /^(.*) <(.*)> (\d+) ([+-])(\d\d)(\d\d)$/.exec(line) ?? [];
  const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const local = new Date((Number(seconds) + offsetMinutes * 60) * 1000).toISOString().slice(0, 19);
  return { name, email, date: `${local}${sign}${hours}:${minutes}` };
}

async function post(target: ImportTarget, kind: string, body: unknown, sha: string): Promise<void> {
  const path = `/repos/${target.fullName}/git/${kind}`;
  const answer = await target.ask({ method: 'POST', path, token: target.token, body });
  const given = typeof answer.body === 'object' && answer.body !== null && 'sha' in answer.body && answer.body.sha;
  if (given !== sha) throw new Error(`emulate made ${String(given)} of git's ${kind} ${sha}: status ${answer.status}`);
}
