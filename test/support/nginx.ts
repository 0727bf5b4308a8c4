import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { scratchFolder } from './scratch.ts';

const LOOK_EVERY_MS = 10;

/** A reverse proxy that runs: ports of its servers, in the order they were asked for. */
export interface Nginx {
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

/** Why there is no nginx to put in front of a server; false when there is. */
export const NO_NGINX: string | false = (() => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'nginx is not installed';
  }
})();

/**
 * Starts a real nginx with one server per `locations`: each is what stands in its `location /`. Its worker runs as
 * `user` (`NAME GROUP`), which only root may choose.
 */
export async function startNginx(locations: readonly string[], user?: string): Promise<Nginx> {
  const folder = scratchFolder('cz-nginx-');
  chmodSync(folder, 0o755);
  const ports: number[] = [];
  for (const _ of locations) ports.push(await freePort());
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const servers = locations.map(
    (location, at) => `server { listen 127.0.0.1:${ports[at]}; location / { ${location} } }`,
  );
  const config = [
    ...(process.getuid?.() === 0 ? [`user ${user ?? 'root root'};`] : []),
    'daemon off; worker_processes 1;',
    `pid ${folder}/pid; error_log stderr;`,
    'events { worker_connections 64; }',
    `http { access_log off; ${temp.join(' ')}`,
    ...servers,
    '}',
  ];
  writeFileSync(join(folder, 'nginx.conf'), `${config.join('\n')}\n`);
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listens(child, ports);
  const kill = (): void => void child.kill('SIGTERM');
  process.once('exit', kill);
  return {
    ports,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null) return;
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** nginx says nothing when it is ready: its ports are. */
async function listens(child: ChildProcess, ports: readonly number[]): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (const port of ports) {
    while (!(await isListening(port))) {
      if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${said}`);
      await delay(LOOK_EVERY_MS);
    }
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => undefined);
    socket.once('close', (hadError) => resolve(!hadError));
  });
}
