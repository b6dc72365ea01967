import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { operatorSettings } from '../config/operator-settings.ts';
import { parseChainHead } from '../run/exporting/record-trailers.ts';
import { describeVerification } from '../run/verification/describe-verification.ts';
import { type RecordToVerify, verifyRecord as verify } from '../run/verification/verify-record.ts';
import { Misuse } from './command.ts';
import { runDirectory } from './run-directory.ts';
import { say } from './say.ts';

/** Checks a run's record, and against it the commit that came out of the run; nothing is asked of anybody. */
export async function verifyRecord(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      commit: { type: 'string' },
      merged: { type: 'string' },
      repo: { type: 'string' },
      anchor: { type: 'string' },
    },
  });
  const { commit, merged } = commitsOf(values);
  const anchor = anchorOf(values.anchor);
  const { searchPath } = operatorSettings();
  const git = { searchPath, caFile: null, timeoutMs: 60_000, maxRepositoryBytes: 1024 ** 2, scratch: tmpdir() };
  const record = { directory: await recordDirectory(positionals[0]), commit, merged, anchor };
  const report = await verify({ git }, record, signal);
  for (const line of describeVerification(report)) say(line);
  return report.isSound ? 0 : 1;
}

/** A record that was carried elsewhere is named by its folder. */
async function recordDirectory(named: string | undefined): Promise<string> {
  const isRecord = named !== undefined && (await stat(join(named, 'events.jsonl')).catch(() => null)) !== null;
  return isRecord ? resolve(named) : await runDirectory(named);
}

type Named = { readonly commit?: string; readonly merged?: string; readonly repo?: string };

function commitsOf({ commit, merged, repo }: Named): Record<'commit' | 'merged', RecordToVerify['commit']> {
  const isNamed = commit !== undefined || merged !== undefined;
  if (isNamed !== (repo !== undefined)) throw new Misuse('--commit or --merged and --repo go together.');
  return { commit: placeOf('--commit', commit, repo), merged: placeOf('--merged', merged, repo) };
}

function placeOf(option: string, sha: string | undefined, repo: string | undefined): RecordToVerify['commit'] {
  if (sha === undefined || repo === undefined) return null;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) throw new Misuse(`${option} needs the whole id of a commit.`);
  return { repository: resolve(repo), sha };
}

function anchorOf(text: string | undefined): RecordToVerify['anchor'] {
  if (text === undefined) return null;
  const anchor = parseChainHead(text);
  if (anchor === null) throw new Misuse('--anchor is written as the number of an event, a colon and its hash.');
  return anchor;
}
