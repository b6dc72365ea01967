import { z } from 'zod';
import type { FileStat, ListedFile } from '../sandbox.ts';

/** What `Date` can hold. */
const FARTHEST_MS = 8.64e15;

const statFields = {
  name: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'other']),
  size: z.int().nonnegative(),
  mode: z.int().min(0).max(0o777),
  modifiedMs: z.number().min(-FARTHEST_MS).max(FARTHEST_MS),
  version: z.string().max(200),
};

/** A file as the agent describes it. */
export const statSchema: z.ZodType<FileStat> = z.object(statFields).transform(withDate);

/** One of a list. */
export const listedSchema: z.ZodType<ListedFile> = z.object({ ...statFields, path: z.string() }).transform(withDate);

function withDate<T extends { readonly modifiedMs: number }>({ modifiedMs, ...rest }: T) {
  return { ...rest, modifiedAt: new Date(modifiedMs) };
}
