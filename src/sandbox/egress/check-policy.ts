import { isIP } from 'node:net';
import { z } from 'zod';
import { type NetworkPolicy, SandboxFault } from '../sandbox.ts';

/** Throws `SandboxFault` when the policy says what cannot be meant. Nothing of an injected value is in its message. */
export function checkPolicy(policy: NetworkPolicy): void {
  const parsed = policyShape.safeParse(policy);
  if (parsed.success) return;
  throw new SandboxFault(`This network policy cannot be had:\n${z.prettifyError(parsed.error)}`, {
    code: 'invalid',
    ran: 'no',
  });
}

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const plainText = /^[!-~]+(?:[ \t]+[!-~]+)*$/;

/** They say where a message ends or whom it is for, or belong to one connection: the proxy's own. */
const reserved =
  /^(?:host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|http2-settings)$/i;

const rule = z.strictObject({
  host: z
    .string()
    .max(253)
    .regex(/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/, 'is not a lower-case host name'),
  port: z.int().min(1).max(65_535),
  scheme: z.enum(['http', 'https']),
  pathPrefix: z
    .string()
    .max(1024)
    .regex(/^\/[!-~]*$/, 'does not begin with / or is not plain')
    .refine((prefix) => !/[?#\\]|\/\/|\/\.\.?(?:\/|$)/.test(prefix), 'is not in its simplest form'),
  addresses: z.union([z.enum(['public', 'any']), z.array(z.string().refine(isBlock, 'is not a CIDR block')).max(256)]),
  inject: z
    .record(
      z
        .string()
        .regex(token, 'is not a header name')
        .refine((name) => !reserved.test(name), 'is not for a policy to set'),
      z.string().max(8192).regex(plainText, 'is not a plain header value'),
    )
    .optional(),
});

const policyShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('egress'),
    allow: z.array(rule).max(1000),
    onAttempt: z.custom<unknown>((value) => typeof value === 'function', 'is not a function'),
  }),
]);

function isBlock(text: string): boolean {
  const [network = '', prefix = '', ...more] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(network)] ?? -1;
  return more.length === 0 && /^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits;
}
