/** A document as far as clients like ours write them: one operation, arguments, aliases, inline fragments; no named fragments. */
export type GraphQlDocument = {
  readonly operation: 'query' | 'mutation';
  /** The declared types of variables, as they were written. */
  readonly variables: ReadonlyMap<string, string>;
  readonly selection: readonly GraphQlSelection[];
};

export type GraphQlSelection =
  | {
      readonly kind: 'field';
      readonly alias: string;
      readonly name: string;
      readonly args: Readonly<Record<string, GraphQlValue>>;
      readonly selection: readonly GraphQlSelection[] | null;
    }
  | { readonly kind: 'on'; readonly type: string | null; readonly selection: readonly GraphQlSelection[] };

export type GraphQlValue =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, GraphQlValue>> };

type Reader = { readonly tokens: readonly string[]; at: number };

/** Throws a `SyntaxError` that says where it stopped. */
export function parseGraphQl(source: string): GraphQlDocument {
  const withoutComments = source.replaceAll(/#[^\n]*/g, '');
  const tokens = withoutComments.match(/"(?:[^"\\\n]|\\.)*"|\.\.\.|[!$():=@[\]{}|]|-?\d+(?:\.\d+)?|\w+|[^\s,]/g) ?? [];
  const reader: Reader = { tokens, at: 0 };
  const operation = peek(reader) === '{' ? 'query' : take(reader);
  if (operation !== 'query' && operation !== 'mutation') throw new SyntaxError(`There is no operation ${operation}`);
  if (/^\w+$/.test(peek(reader))) take(reader);
  const variables = peek(reader) === '(' ? readVariables(reader) : new Map<string, string>();
  const selection = readSelection(reader);
  if (reader.at < tokens.length) throw new SyntaxError(`Nothing more was expected, but there is ${peek(reader)}`);
  return { operation, variables, selection };
}

function readVariables(reader: Reader): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  expect(reader, '(');
  while (!accept(reader, ')')) {
    expect(reader, '$');
    const name = take(reader);
    expect(reader, ':');
    variables.set(name, readType(reader));
    if (accept(reader, '=')) readValue(reader);
  }
  return variables;
}

function readType(reader: Reader): string {
  let type = take(reader);
  if (type === '[') {
    type = `[${readType(reader)}]`;
    expect(reader, ']');
  }
  return accept(reader, '!') ? `${type}!` : type;
}

function readSelection(reader: Reader): readonly GraphQlSelection[] {
  const selection: GraphQlSelection[] = [];
  expect(reader, '{');
  while (!accept(reader, '}')) selection.push(accept(reader, '...') ? readFragment(reader) : readField(reader));
  return selection;
}

function readFragment(reader: Reader): GraphQlSelection {
  const type = accept(reader, 'on') ? take(reader) : null;
  return { kind: 'on', type, selection: readSelection(reader) };
}

function readField(reader: Reader): GraphQlSelection {
  const first = readName(reader);
  const name = accept(reader, ':') ? readName(reader) : first;
  const args = accept(reader, '(') ? readFields(reader, ')') : {};
  return { kind: 'field', alias: first, name, args, selection: peek(reader) === '{' ? readSelection(reader) : null };
}

function readName(reader: Reader): string {
  const name = take(reader);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new SyntaxError(`A name was expected, not ${name}`);
  return name;
}

function readFields(reader: Reader, end: string): Readonly<Record<string, GraphQlValue>> {
  const fields: Record<string, GraphQlValue> = {};
  while (!accept(reader, end)) {
    const name = readName(reader);
    expect(reader, ':');
    fields[name] = readValue(reader);
  }
  return fields;
}

function readValue(reader: Reader): GraphQlValue {
  const token = take(reader);
  if (token === '$') return { kind: 'variable', name: take(reader) };
  if (token === '{') return { kind: 'object', fields: readFields(reader, '}') };
  // Strings of GraphQL are written as those of JSON; names of enum members stand without quotes.
  if (/^["\d-]|^(?:true|false|null)$/.test(token)) return { kind: 'literal', value: JSON.parse(token) };
  return { kind: 'literal', value: token };
}

function peek({ tokens, at }: Reader): string {
  return tokens[at] ?? '';
}

function take(reader: Reader): string {
  const token = peek(reader);
  if (token === '') throw new SyntaxError('The document ends too early');
  reader.at += 1;
  return token;
}

function accept(reader: Reader, token: string): boolean {
  if (peek(reader) !== token) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, token: string): void {
  const found = take(reader);
  if (found !== token) throw new SyntaxError(`${token} was expected, not ${found}`);
}
