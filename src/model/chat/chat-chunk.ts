import { z } from 'zod';

const text = z.string().nullish();
const count = z.number().int().nonnegative();

const delta = z.looseObject({
  content: text,
  refusal: text,
  tool_calls: z
    .array(
      z.object({
        index: count.nullish(),
        id: text,
        function: z
          .object({ name: text, arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish() })
          .nullish(),
      }),
    )
    .nullish(),
});

/**
 * One event of a streamed chat completion, as the many servers that speak this dialect really send it: with nulls, without
 * indexes, with whole objects for arguments, or as one `message` from a server that does not stream.
 */
export const chatChunk = z.object({
  choices: z.array(
    z.object({ delta: delta.nullish(), message: delta.nullish(), finish_reason: text }).transform((choice) => ({
      delta: choice.delta ?? choice.message ?? null,
      finishReason: choice.finish_reason ?? null,
    })),
  ),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count.nullish(),
      prompt_tokens_details: z
        .object({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
        .nullish(),
      prompt_cache_hit_tokens: count.nullish(),
    })
    .nullish()
    .catch(null),
});

export type ChatDelta = z.infer<typeof delta>;
export type ChatUsage = NonNullable<z.infer<typeof chatChunk>['usage']>;
export type ToolCallDelta = NonNullable<ChatDelta['tool_calls']>[number];
