import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const source = resolve(import.meta.dirname, '../../src');
const described = z.object({
  operations: z.record(z.string(), z.object({ method: z.string(), path: z.string() })),
});

export type UsedOperation = {
  /** In `src/github`, without its ending. */
  readonly file: string;
  /** GitHub's own id, such as `issues/create-comment`, or `graphql/` and the first field. */
  readonly operation: string;
  readonly method: string;
  /** As GitHub documents it. */
  readonly route: string;
  readonly writes: boolean;
};

/** What `src/github` asks of GitHub, read out of its source. Throws when GitHub does not know an operation, or no question can be read. */
export async function operationsInUse(): Promise<readonly UsedOperation[]> {
  const { operations } = described.parse(
    JSON.parse(await readFile(join(source, 'demo/github/github-openapi.json'), 'utf8')),
  );
  const restOf = (file: string, text: string): readonly UsedOperation[] =>
    [...text.matchAll(/\brest\.(\w+)\.(\w+)/g)].map(([, group = '', name = '']) => {
      const operation = `${group}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      const known = operations[operation];
      if (known === undefined) throw new Error(`${file} uses ${operation}, which the loopback GitHub does not know`);
      return { file, operation, method: known.method, route: known.path, writes: known.method !== 'GET' };
    });
  const names = (await readdir(join(source, 'github'))).filter((name) => name.endsWith('.ts'));
  const all = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(source, 'github', name), 'utf8');
      const file = name.slice(0, -'.ts'.length);
      return [...restOf(file, text), ...graphQlOf(file, text)];
    }),
  );
  return all.flat();
}

function graphQlOf(file: string, text: string): readonly UsedOperation[] {
  if (file === 'ask-graphql' || !text.includes('askGraphQl')) return [];
  const questions = [...text.matchAll(/`(query|mutation)\b[^{]*\{\s*(\w+)/g)];
  if (questions.length === 0) throw new Error(`What ${file} asks by GraphQL cannot be read`);
  return questions.map(([, kind, field]) => {
    const operation = `graphql/${field}`;
    return { file, operation, method: 'POST', route: operation, writes: kind === 'mutation' };
  });
}
