import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CommitSeed } from './bare-repository.ts';
import type { LoopbackSeed } from './loopback-github.ts';

const author = { name: 'Wanda Ader', email: 'wanda@tidewords.example' };

const history = [
  {
    message: 'Start tidewords',
    at: '2024-04-06T09:20:00Z',
    paths: ['.gitignore', 'LICENSE', 'package.json', 'package-lock.json'],
  },
  {
    message: 'Say a tide table in plain words',
    at: '2024-04-13T15:05:00Z',
    paths: [
      'README.md',
      'src/cli.js',
      'src/index.js',
      'src/next-tide.js',
      'src/parse-table.js',
      'src/say-duration.js',
      'src/say-tide.js',
      'test/next-tide.test.js',
      'test/parse-table.test.js',
      'test/say-tide.test.js',
    ],
  },
  {
    message: 'Test how durations are said\n\nOne test is red: see #1.',
    at: '2024-05-02T07:40:00Z',
    paths: ['test/say-duration.test.js'],
  },
];

/** The demonstration: a small library with a real bug, its maintainer, and the issue that tells of it. */
export async function readDemoSeed(): Promise<LoopbackSeed> {
  return {
    app: {
      id: 1207,
      installationId: 51_007,
      slug: 'sandpiper',
      webhookSecret: randomBytes(24).toString('hex'),
      permissions: {
        metadata: 'read',
        contents: 'write',
        issues: 'write',
        pull_requests: 'write',
        checks: 'write',
        actions: 'read',
      },
      events: [
        'issues',
        'issue_comment',
        'pull_request',
        'pull_request_review',
        'pull_request_review_comment',
        'check_suite',
        'repository',
      ],
    },
    repository: {
      owner: 'wader',
      name: 'tidewords',
      description: 'Says a tide table in plain words',
      private: false,
      defaultBranch: 'main',
      history: await Promise.all(history.map(readCommit)),
    },
    people: { wader: 'admin', turnstone: 'write', gull: 'none' },
    addresses: { [author.email]: 'wader' },
    issues: [{ ...(await readIssue()), author: 'wader' }],
  };
}

async function readCommit({ message, at, paths }: (typeof history)[number]): Promise<CommitSeed> {
  const files = await Promise.all(paths.map(async (path) => [path, await readBeside(`repository/${path}`)] as const));
  return { message, at, author, files: Object.fromEntries(files) };
}

async function readIssue(): Promise<{ readonly title: string; readonly body: string }> {
  const [heading = '', ...body] = (await readBeside('issue.md')).split('\n');
  return { title: heading.replace('# ', ''), body: body.join('\n').trim() };
}

function readBeside(path: string): Promise<string> {
  return readFile(new URL(`../${path}`, import.meta.url), 'utf8');
}
