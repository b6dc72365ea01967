import { z } from 'zod';

export const text = (most: number) =>
  z
    .string('must be a text')
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .refine((value) => !value.includes('\0'), 'must not hold a zero byte');

export const command = text(4_000);
export const optionalCommand = command.nullish();

export const list = <Item extends z.ZodType>(item: Item, most: number) =>
  z.array(item, 'must be a list').max(most, `must have at most ${most} entries`);

export const flag = z.boolean('must be true or false').nullish();
export const amount = z.number('must be a number').positive('must be more than 0').nullish();

export const wholeNumber = (most: number, of = '') =>
  z.int(`must be a whole number${of}`).min(1, 'must be at least 1').max(most, `must be at most ${most}`);
