import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { EgressAttempt, EgressRule, NetworkPolicy, Process, Sandbox } from '../sandbox.ts';
import { type ContractOrigin, contractOrigin } from './contract-origin.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { OutputReader } from './output-reader.ts';
import { waitUntil } from './wait-until.ts';

const ordinary = { timeoutMs: 30_000 };

/** What leaves a box, and what comes in. */
export function networkLaws(law: Law, world: ContractWorld): void {
  law('a box without a network reaches nothing, with and without the proxy', async () => {
    await using origin = await contractOrigin();
    await using sandbox = await world.create({ network: { kind: 'none' } });
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);

    assert.equal((await get(sandbox, origin, '/none')).ok, false);
    for (const { address } of addresses.slice(0, 4)) {
      const direct = ['curl', '-s', '--noproxy', '*', '-m', '5', `http://${bracketed(address)}:${origin.port}/direct`];
      assert.equal((await sandbox.exec(direct, ordinary)).ok, false);
    }

    assert.deepEqual(origin.seen, []);
  });

  law('a box reads from the hosts it may, and each attempt is told', async () => {
    await using origin = await contractOrigin();
    const attempts: EgressAttempt[] = [];
    await using sandbox = await world.create({ network: policy(attempts, origin.rule) });

    const allowed = await get(sandbox, origin, '/wanted?with=query');
    const elsewhere = await get(sandbox, { port: origin.port === 1 ? 2 : 1 }, '/elsewhere');

    assert.equal(allowed.stdout, 'from the origin\n200');
    assert.match(elsewhere.stdout, /403$/);
    await waitUntil('both attempts were told', async () => attempts.length >= 2);
    const [first, second] = attempts;
    assert.deepEqual(
      [first?.decision, first?.method, first?.host, first?.port, first?.path, first?.status],
      ['allowed', 'GET', 'localhost', origin.port, '/wanted?with=query', 200],
    );
    assert.deepEqual([second?.decision, second?.status, second?.reason === null], ['denied', null, false]);
    assert.equal(origin.seen.length, 1);
  });

  law('reading is all that is allowed, and only below the path', async () => {
    await using origin = await contractOrigin();
    const attempts: EgressAttempt[] = [];
    await using sandbox = await world.create({ network: policy(attempts, { ...origin.rule, pathPrefix: '/below/' }) });

    const refused = [
      await get(sandbox, origin, '/elsewhere'),
      await get(sandbox, origin, '/below/%2e%2e/elsewhere'),
      await get(sandbox, origin, '/below/x', '-X', 'POST', '-d', 'stolen'),
      await get(sandbox, origin, '/below/x', '-X', 'PUT', '-d', 'stolen'),
    ];
    const allowed = await get(sandbox, origin, '/below/x');

    for (const { stdout } of refused) assert.match(stdout, /4\d\d$/);
    assert.match(allowed.stdout, /200$/);
    assert.deepEqual(
      origin.seen.map(({ method, path }) => [method, path]),
      [['GET', '/below/x']],
    );
  });

  law("the operator's headers reach the host they are for and are not seen in the box", async () => {
    await using origin = await contractOrigin();
    const inject = { authorization: 'Bearer of-the-operator' };
    const attempts: EgressAttempt[] = [];
    await using sandbox = await world.create({ network: policy(attempts, { ...origin.rule, inject }) });

    await get(sandbox, origin, '/', '-H', 'authorization: Bearer of-the-box');
    const found = await sandbox.exec('env; cat /proc/*/environ /proc/*/cmdline | tr "\\0" "\\n"', ordinary);

    assert.equal(origin.seen[0]?.headers.authorization, 'Bearer of-the-operator');
    assert.doesNotMatch(found.stdout, /of-the-operator/);
    assert.doesNotMatch(JSON.stringify(attempts), /of-the-operator/);
  });

  law('a new policy counts from the next connection on, and cuts what it does not allow', async () => {
    await using origin = await contractOrigin();
    const attempts: EgressAttempt[] = [];
    await using sandbox = await world.create({ network: { kind: 'none' } });
    const open = policy(attempts, origin.rule);

    await sandbox.setNetwork(open);
    assert.match((await get(sandbox, origin, '/opened')).stdout, /200$/);
    const endless = await beginEndless(sandbox, origin);
    await sandbox.setNetwork({ kind: 'none' });

    assert.notDeepEqual(await endless.exit, { reason: 'timeout' });
    assert.equal((await get(sandbox, origin, '/closed')).stdout.endsWith('200'), false);
    await sandbox.setNetwork(open);
    assert.match((await get(sandbox, origin, '/again')).stdout, /200$/);
    assert.deepEqual(
      origin.seen.map(({ path }) => path),
      ['/opened', '/endless', '/again'],
    );
  });

  law('an endpoint carries connections to a port in the box, and ends with the box', async () => {
    const sandbox = await world.create();
    await sandbox.files.write('site/page.txt', 'from the box');
    const server = await serve(sandbox);

    const { host, port } = await sandbox.endpoint(8123);
    const pages = await Promise.all([1, 2, 3].map(() => fetch(`http://${host}:${port}/page.txt`)));

    assert.deepEqual(await Promise.all(pages.map((page) => page.text())), [
      'from the box',
      'from the box',
      'from the box',
    ]);
    assert.ok(host === '127.0.0.1' || host === '::1');
    await sandbox.destroy();
    assert.deepEqual(await server.exit, { reason: 'lost' });
    await assert.rejects(fetch(`http://${host}:${port}/page.txt`));
  });

  law('a connection to a port in the box where nothing listens is closed', async () => {
    const { host, port } = await world.sandbox.endpoint(9);

    const ended = new Promise((resolve) => {
      const socket = connect(port, host, () => socket.resume());
      socket.once('error', resolve).once('close', resolve);
    });

    await ended;
  });

  law('an endpoint wakes a paused sandbox when it is used', async () => {
    await using sandbox = await world.create();
    await sandbox.files.write('site/page.txt', 'from the box');
    await serve(sandbox);
    const { host, port } = await sandbox.endpoint(8123);
    await sandbox.pause('soft');

    const page = await fetch(`http://${host}:${port}/page.txt`);

    assert.equal(await page.text(), 'from the box');
  });
}

function policy(attempts: EgressAttempt[], rule: EgressRule): NetworkPolicy {
  return { kind: 'egress', allow: [rule], onAttempt: (attempt) => attempts.push(attempt) };
}

/** Through the proxy that the box's environment names; the status code comes after the body. */
function get(sandbox: Sandbox, { port }: { readonly port: number }, path: string, ...more: readonly string[]) {
  const curl = ['curl', '-sS', '-m', '20', '--noproxy', '', '--path-as-is', '-w', '%{http_code}', ...more];
  return sandbox.exec([...curl, `http://localhost:${port}${path}`], ordinary);
}

async function beginEndless(sandbox: Sandbox, { port }: ContractOrigin): Promise<Process> {
  const argv = ['curl', '-sSN', '--noproxy', '', `http://localhost:${port}/endless`];
  const process = await sandbox.spawn(argv, ordinary);
  await new OutputReader(process.stdout).until('begun\n');
  return process;
}

async function serve(sandbox: Sandbox): Promise<Process> {
  const argv = ['python3', '-u', '-m', 'http.server', '-b', '127.0.0.1', '-d', 'site', '8123'];
  const process = await sandbox.spawn(argv, { timeoutMs: 60_000 });
  await new OutputReader(process.stdout).until('Serving HTTP');
  return process;
}

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address);
