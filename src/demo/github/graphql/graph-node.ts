/** An object of the graph: fields are values, or functions of their arguments. */
export type GraphNode = { readonly __typename: string; readonly [field: string]: unknown };

/** A refusal in GraphQL's way, which comes with the status 200. */
export class GraphRefusal extends Error {
  readonly type: 'NOT_FOUND' | 'FORBIDDEN' | 'UNPROCESSABLE';

  constructor(type: GraphRefusal['type'], message: string) {
    super(message);
    this.type = type;
  }
}
