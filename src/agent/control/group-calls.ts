import type { ToolCall } from '../../model/ask-model.ts';
import type { Tool } from '../../tools/tool.ts';

export type PlacedCall = { readonly call: ToolCall; readonly index: number };

const MAX_AT_ONCE = 8;

/** The calls of an answer in the order of the model; those in one group change nothing and may run beside one another. */
export function groupCalls(tools: readonly Tool[], calls: readonly ToolCall[]): readonly (readonly PlacedCall[])[] {
  const groups: PlacedCall[][] = [];
  let open: PlacedCall[] | null = null;
  for (const [index, call] of calls.entries()) {
    const isFree = changesNothing(tools, call);
    if (isFree && open !== null && open.length < MAX_AT_ONCE) {
      open.push({ call, index });
      continue;
    }
    const group = [{ call, index }];
    groups.push(group);
    open = isFree ? group : null;
  }
  return groups;
}

/** What ends the attempt does not run beside anything. */
function changesNothing(tools: readonly Tool[], { name }: ToolCall): boolean {
  return name !== 'finish' && tools.find((tool) => tool.name === name)?.changes === 'nothing';
}
