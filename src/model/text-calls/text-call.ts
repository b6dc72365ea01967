/** A tool call that a model wrote into its answer. */
export type TextCall = {
  readonly name: string;
  /** As JSON, or as the model wrote them where they are none: the tool then says what is wrong. */
  readonly arguments: string;
};

/** What stands at the very end of a text in one notation: the calls, as they were written, and the text before them. */
export type Peeled = { readonly calls: readonly TextCall[]; readonly written: string; readonly before: string };

/** One way of writing calls. `null`: the text does not end in it. Linear in the length of the text. */
export type Notation = {
  readonly name: string;
  peel(text: string, types: ArgumentTypes): Peeled | null;
};

/** The JSON Schema type of a tool's argument, where it has one; `null` for a tool that does not exist. */
export type ArgumentTypes = (tool: string) => ReadonlyMap<string, unknown> | null;
