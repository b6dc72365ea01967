import { createServer } from 'node:http';
import { z } from 'zod';
import { listenOnLoopback } from './listen-on-loopback.ts';

const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.coerce.number().optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
  arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }).optional(),
});
const attributes = z.array(z.object({ key: z.string(), value }));
const traces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              startTimeUnixNano: z.coerce.bigint(),
              endTimeUnixNano: z.coerce.bigint(),
              attributes,
            }),
          ),
        }),
      ),
    }),
  ),
});

export type CollectedSpan = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | null;
  readonly durationMs: number;
  readonly service: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
};

export interface SpanCollector extends AsyncDisposable {
  readonly url: string;
  readonly paths: readonly string[];
  readonly spans: readonly CollectedSpan[];
  /** Everything that came, as it came. */
  text(): string;
}

/** An OTLP/HTTP collector on loopback. `answer` is the status it gives; `null`: it never answers. */
export async function startSpanCollector(answer: number | null = 200): Promise<SpanCollector> {
  const bodies: string[] = [];
  const paths: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync<Buffer>(request);
    bodies.push(Buffer.concat(chunks).toString('utf8'));
    paths.push(request.url ?? '');
    if (answer !== null) response.writeHead(answer, { 'content-type': 'application/json' }).end('{}');
  });
  const listening = await listenOnLoopback(server);
  return {
    url: listening.url,
    paths,
    get spans() {
      return bodies.flatMap(spansOf);
    },
    text: () => bodies.join('\n'),
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

function spansOf(body: string): readonly CollectedSpan[] {
  return traces.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano, ...span }) => ({
        name,
        traceId,
        spanId,
        parent: parentSpanId ?? null,
        durationMs: Number((endTimeUnixNano - startTimeUnixNano) / 1_000_000n),
        service: toRecord(resource.attributes)['service.name'],
        attributes: toRecord(span.attributes),
      })),
    ),
  );
}

function toRecord(found: z.infer<typeof attributes>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    found.map(({ key, value: { stringValue, intValue, doubleValue, boolValue, arrayValue } }) => [
      key,
      stringValue ?? intValue ?? doubleValue ?? boolValue ?? arrayValue?.values.map((one) => one.stringValue),
    ]),
  );
}
