import { z } from 'zod';

/** The name under which a message keeps the output it was made of, in its order, to be sent back. */
export const keptName = 'responses_output';

const keptItems = z.array(z.looseObject({ type: z.string(), id: z.string().nullish(), call_id: z.string().nullish() }));

export type KeptItem = z.infer<typeof keptItems>[number];

/** `null` for a message that did not come over this API. */
export function keptOutput(extras: Readonly<Record<string, unknown>>): readonly KeptItem[] | null {
  return keptItems.safeParse(extras[keptName]).data ?? null;
}
