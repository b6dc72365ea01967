import { z } from 'zod';

const text = z.string().nullish();
const count = z.number().int().nonnegative();

const part = z.looseObject({ type: z.string(), text: text, refusal: text });

/** A part of the output. What has a type of its own is told apart by it; all else is kept as it came. */
export const outputItem = z.looseObject({
  type: z.string(),
  id: text,
  call_id: text,
  name: text,
  arguments: text,
  input: text,
  content: z.array(part).nullish(),
  summary: z.array(part).nullish(),
});

const response = z.looseObject({
  status: text,
  error: z.looseObject({ code: text, message: text }).nullish(),
  incomplete_details: z.looseObject({ reason: text }).nullish(),
  output: z.array(outputItem).nullish(),
  usage: z
    .looseObject({
      input_tokens: count,
      output_tokens: count,
      input_tokens_details: z
        .looseObject({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
        .nullish(),
    })
    .nullish()
    .catch(null),
});

/** One event of a streamed response, or the whole response from a server that does not stream. */
export const responseEvent = z.union([
  z
    .looseObject({ object: z.literal('response'), status: z.string() })
    .transform((whole) => ({ type: 'whole', response: whole })),
  z.looseObject({ type: z.string() }),
]);

export const endEvent = z.object({ response });
export const itemEvent = z.object({ item: outputItem });
export const deltaEvent = z.object({ delta: z.string() });

export type OutputItem = z.infer<typeof outputItem>;
export type WholeResponse = z.infer<typeof response>;
