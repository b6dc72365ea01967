import type Dockerode from 'dockerode';

export type FalseInternet = AsyncDisposable & {
  /** The network in which it can be reached, for a container that is let in. */
  readonly networkMode: string;
  /** What arrived, as `tcp 198.51.100.7 443`. */
  visitors(): Promise<readonly string[]>;
};

const server = `
import ctypes, fcntl, os, select, signal, socket, struct, sys
# What a signal would do to process 1 of a container: nothing.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for number, address in enumerate(['198.51.100.7', '169.254.169.254', '8.8.8.8', '10.0.0.1', '172.17.0.1']):
    name = ('lo:%d' % number).encode()
    fcntl.ioctl(control, 0x8916, struct.pack('16sH2s4s8s', name, socket.AF_INET, b'', socket.inet_aton(address), b''))
six = True
try:
    control6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    for address in ['2001:db8::7', 'fd00:ec2::254', 'fe80::7']:
        fcntl.ioctl(control6, 0x8916, socket.inet_pton(socket.AF_INET6, address) + struct.pack('=Ii', 128, 1))
except OSError:
    six = False
sockets = {}
for family, any in [(socket.AF_INET, '0.0.0.0')] + ([(socket.AF_INET6, '::')] if six else []):
    for kind, ports in [(socket.SOCK_STREAM, [22, 53, 80, 443, 853, 2375]), (socket.SOCK_DGRAM, [53, 443, 9999])]:
        for port in ports:
            s = socket.socket(family, kind)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            s.bind((any, port))
            if kind == socket.SOCK_STREAM: s.listen(64)
            sockets[s] = (kind, port)
echo = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
sockets[echo] = (socket.SOCK_RAW, 0)
print('ready' if six else 'ready without IPv6', flush=True)
while True:
    for s in select.select(list(sockets), [], [])[0]:
        kind, port = sockets[s]
        if kind == socket.SOCK_STREAM:
            c, _ = s.accept()
            print('tcp', c.getsockname()[0], port, flush=True)
            c.close()
        elif kind == socket.SOCK_DGRAM:
            data, _ = s.recvfrom(2048)
            print('udp', port, data[:80].hex(), flush=True)
        else:
            s.recv(2048)
            print('icmp', flush=True)
`;

/**
 * The addresses an attack would go to, in a network of their own: names and metadata services, a host's bridges, and the
 * rest of the world. Nobody can get there but a container that is put into that network.
 */
export async function falseInternet(docker: Dockerode, image: string): Promise<FalseInternet> {
  const container = await docker.createContainer({
    Image: image,
    User: '0:0',
    Entrypoint: ['python3', '-c', server],
    HostConfig: {
      NetworkMode: 'none',
      CapAdd: ['NET_ADMIN', 'NET_RAW'],
      Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0' },
      // Whoever is let in asks it for names, too.
      Dns: ['8.8.8.8'],
    },
  });
  const end = async () => void (await container.remove({ force: true }));
  try {
    await container.start();
    const said = async () => String(await container.logs({ stdout: true, stderr: true }));
    while (!(await said()).includes('ready')) {
      const { State: state } = await container.inspect();
      if (!state.Running) throw new Error(`The false internet did not come up: ${await said()}`);
    }
    return {
      networkMode: `container:${container.id}`,
      visitors: async () =>
        (await said()).split('\n').flatMap((line) => line.match(/(?:tcp|udp|icmp).*$/)?.[0].trim() ?? []),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
