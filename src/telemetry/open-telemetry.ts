import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Fault } from '../errors.ts';
import type { RunEvent } from '../run/run-deps.ts';
import { untilAborted } from '../until-aborted.ts';
import { traceRuns } from './trace-runs.ts';

/** Sends what runs do to a collector, as spans. A collector that is slow, gone or cross costs a run nothing. */
export interface Telemetry extends AsyncDisposable {
  observe(event: RunEvent): void;
}

const FLUSH_TIMEOUT_MS = 5_000;
/** A text longer than this is cut. Together with the queue it bounds what waits for a collector that does not answer. */
const MAX_ATTRIBUTE_LENGTH = 16 * 1024;
const MAX_WAITING_SPANS = 2_048;

/**
 * `null` unless `OTEL_EXPORTER_OTLP_ENDPOINT`, or the one for traces alone, is set. The exporter itself reads the other
 * variables of its standard, such as the headers, from the process. Throws a `Fault` for an endpoint that is no URL.
 */
export function openTelemetry(
  env: Readonly<Record<string, string | undefined>>,
  flushTimeoutMs = FLUSH_TIMEOUT_MS,
): Telemetry | null {
  const url = tracesUrl(env);
  if (url === null || env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return null;
  const exporter = new OTLPTraceExporter({ url });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] ?? 'sandpiper' }),
    spanLimits: { attributeValueLengthLimit: MAX_ATTRIBUTE_LENGTH },
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: MAX_WAITING_SPANS })],
  });
  const runs = traceRuns({
    tracer: provider.getTracer('sandpiper'),
    hasContent: env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT']?.toLowerCase() === 'true',
    now: Date.now,
  });
  return {
    observe(event) {
      runs.observe(event);
      if (event.type === 'ended') provider.forceFlush({ timeoutMillis: flushTimeoutMs }).catch(ignoreCollector);
    },
    async [Symbol.asyncDispose]() {
      runs.endAll();
      await untilAborted(provider.shutdown(), AbortSignal.timeout(flushTimeoutMs)).catch(ignoreCollector);
    },
  };
}

function ignoreCollector(): void {
  // The record on disk is the account of a run; a collector that does not take its copy is not the run's trouble.
}

function tracesUrl(env: Readonly<Record<string, string | undefined>>): string | null {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? '';
  const common = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  const text = own === '' && common !== '' ? `${common.replace(/\/$/, '')}/v1/traces` : own;
  if (text === '') return null;
  const url = URL.parse(text);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url.href;
  throw new Fault(`${text} is not an address that spans can be sent to.`, {
    nextAction: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to the http(s) URL of a collector, or leave it out.',
  });
}
