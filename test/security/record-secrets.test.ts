import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../src/agent/attempt.ts';
import { redactAsKnown } from '../../src/run/recording/redact-as-known.ts';
import { openRunRecord, type RunRecord } from '../../src/store/run-record.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const secret = 'the/operator+key=of"the host';

/** What the secret looks like where somebody wants to get it past us, by name. */
const disguises = {
  plain: secret,
  'as JSON': JSON.stringify(secret).slice(1, -1),
  'in a URL': encodeURIComponent(secret),
  'in base64': Buffer.from(`..${secret}..`).toString('base64'),
  'in base64 of URLs': Buffer.from(secret).toString('base64url'),
  'in hex': Buffer.from(secret).toString('hex'),
  backwards: [...secret].reverse().join(''),
} as const;

type Leak = (record: RunRecord, text: string) => unknown;

const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, costUsd: null };
const agent = (event: (text: string) => AgentEvent): Leak => {
  return (record, text) => {
    const told = event(text);
    return record.append(`agent.${told.type}`, told);
  };
};

const leaks: Readonly<Record<string, Leak>> = {
  'run.started': (record, text) => record.append('run.started', { issue: { title: text } }),
  'run.base': (record, text) => record.append('run.base', { plan: { setup: [text] } }),
  'run.ended': (record, text) => record.append('run.ended', { outcome: { failure: { log: text } } }),
  stage: (record, text) => record.append('stage', { stage: text }),
  egress: (record, text) => record.append('egress', { path: `/?q=${text}` }),
  'a name of a member': (record, text) => record.append('stage', { stage: { [text]: 1 } }),
  'a very long text': (record, text) => record.append('stage', { stage: `${'x '.repeat(200_000)}${text}` }),
  command: (record, text) => record.addCommand(command({ command: ['echo', text] })),
  'the environment of a command': (record, text) => record.addCommand(command({ env: { KEY: text } })),
  'what a command prints': (record, text) => record.addCommand(command({ stdout: text })),
  'what a command complains of': (record, text) => record.addCommand(command({ stderr: `error: ${text}\n` })),
  'an artefact that is a text': (record, text) => record.save('change.patch', `+ ${text}\n`),
  'an artefact that is an object': (record, text) => record.save('proof.json', { deep: [{ text }] }),
  'agent.message': agent((text) => ({ type: 'message', role: 'user', from: 'prompt', text })),
  'agent.answer': agent((text) => ({
    type: 'answer',
    step: 1,
    text: '',
    reasoning: text,
    toolCalls: [{ id: 'a', name: 'bash', arguments: JSON.stringify({ command: `echo ${text}` }) }],
    finish: 'complete',
    repairs: [text],
    usage,
    durationMs: 1,
  })),
  'agent.observation': agent((text) => ({
    type: 'observation',
    step: 1,
    callId: 'a',
    tool: text,
    text,
    isError: false,
    repairs: [],
    durationMs: 1,
  })),
  'agent.plan': agent((text) => ({ type: 'plan', step: 1, plan: [{ text, status: 'pending' }] })),
  'agent.waiting': agent((text) => ({ type: 'waiting', why: text, waitMs: 1 })),
};

function command(different: object) {
  return { purpose: 'agent', command: 'x', exit: {}, durationMs: 1, stdout: '', stderr: '', ...different };
}

async function whatIsWritten(leak: Leak, redact: (text: string) => string, text: string): Promise<string> {
  await using data = await temporaryDirectory();
  const record = openRunRecord(data.path, 'run-1', { redact });
  await leak(record, text);
  await record.flush();
  const entries = await readdir(data.path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

describe.for(Object.keys(leaks))('a secret in %s', (name) => {
  const leak: Leak = leaks[name] ?? (() => undefined);

  test.for(Object.entries(disguises))('is not written down: %s', async ([, text]) => {
    const written = await whatIsWritten(
      leak,
      redactAsKnown(() => [secret]),
      text,
    );

    expect(written).toContain('[redacted]');
    for (const form of Object.values(disguises)) expect(written).not.toContain(form);
  });

  test('would be, by a record that takes nothing out', async () => {
    const written = await whatIsWritten(leak, (text) => text, 'hunter2hunter2');

    expect(written).toContain('hunter2hunter2');
  });
});
