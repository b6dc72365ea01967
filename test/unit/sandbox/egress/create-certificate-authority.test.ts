import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '../../../../src/sandbox/egress/create-certificate-authority.ts';

/** What a client that trusts only this authority is shown for a host. */
async function shake(authority: CertificateAuthority, host: string, ca = authority.certificatePem) {
  const [client, server] = duplexPair();
  createServer({
    SNICallback: (servername, callback) =>
      void authority.leafFor(servername).then((leaf) => callback(null, leaf), callback),
  })
    .on('secureConnection', (socket) => socket.on('error', () => socket.destroy()))
    .on('tlsClientError', (_error, socket) => socket.destroy())
    .emit('connection', server);
  const tls = connect({ socket: client, servername: host, ca });
  await once(tls, 'secureConnect');
  const leaf = new X509Certificate(tls.getPeerCertificate().raw);
  tls.destroy();
  return leaf;
}

test('a leaf is for one host, for servers, and signed by an authority that may sign nothing but leaves', async () => {
  const authority = await createCertificateAuthority();
  const issuer = new X509Certificate(authority.certificatePem);

  const leaf = await shake(authority, 'registry.test');

  expect(leaf.verify(issuer.publicKey)).toBe(true);
  expect(leaf.checkIssued(issuer)).toBe(true);
  expect(leaf).toMatchObject({ ca: false, subjectAltName: 'DNS:registry.test', keyUsage: ['1.3.6.1.5.5.7.3.1'] });
  expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(issuer.ca).toBe(true);
  expect(issuer.validFromDate.getTime()).toBeLessThan(Date.now());
});

test('a leaf is made once for each host', async () => {
  const authority = await createCertificateAuthority();

  const [one, again, other] = [
    await shake(authority, 'one.test'),
    await shake(authority, 'one.test'),
    await shake(authority, 'other.test'),
  ];

  expect(again.serialNumber).toBe(one.serialNumber);
  expect(other.serialNumber).not.toBe(one.serialNumber);
});

test("one sandbox's authority is worth nothing in another", async () => {
  const [mine, yours] = [await createCertificateAuthority(), await createCertificateAuthority()];

  await expect(shake(mine, 'registry.test', yours.certificatePem)).rejects.toThrow();
});
