import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { listen, openLab, openTlsTunnel, requestText, say } from '../unit/sandbox/egress/egress-lab.ts';

/** A host process of its own: an egress and an origin, behind a port of loopback that stands for the one in the box. */
const hostProcess = `
import { createServer } from 'node:net';
import { openLab } from ${JSON.stringify(new URL('../unit/sandbox/egress/egress-lab.ts', import.meta.url).href)};
const lab = await openLab({
  scheme: 'http',
  answer: (_request, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('first');
  },
});
const door = createServer((socket) => lab.egress.accept(socket)).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: door.address().port, authority: lab.origin.authority }));
});
`;

test('when the host process is killed, what was under way is cut and nothing new is opened', async () => {
  const host = spawn(process.execPath, ['--input-type=module-typescript', '--eval', hostProcess], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(host.stdout), 'line');
  const { port, authority } = JSON.parse(line);
  const dial = () => connect(port, '127.0.0.1');
  const socket = dial();
  socket.write(requestText(`GET http://${authority}/big HTTP/1.1`, [`Host: ${authority}`]));
  const heard = listen(socket);
  await once(socket, 'data');

  host.kill('SIGKILL');
  await once(host, 'exit');

  expect(await heard).toContain('content-length: 1000\r\n');
  expect((await heard).length).toBeLessThan(1000);
  const late = dial();
  const [error] = await once(late, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

test('when the egress is closed, a download ends short and a new connection ends unheard', async () => {
  await using lab = await openLab({
    answer: (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('first');
    },
  });
  const tls = await openTlsTunnel(lab, lab.origin.authority);
  tls.write(requestText('GET /big HTTP/1.1', [`Host: ${lab.origin.authority}`]));
  const heard = listen(tls);
  await once(tls, 'data');

  lab.egress.close();

  expect(await heard).not.toContain('HTTP/1.1 5');
  expect(await say(lab.dial(), requestText(`GET http://${lab.origin.authority}/ HTTP/1.1`, []))).toBe('');
});

test('positive control: a host that lives carries the download to its end', async () => {
  await using lab = await openLab({ answer: (_request, response) => void response.end('whole') });
  const tls = await openTlsTunnel(lab, lab.origin.authority);

  expect(await say(tls, requestText('GET /big HTTP/1.1', [`Host: ${lab.origin.authority}`]))).toContain('whole');
});
