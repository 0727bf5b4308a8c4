import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runProgram } from './codez-process.ts';
import type { HttpCall, HttpReply } from './http.ts';

const CLIENT = fileURLToPath(new URL('programs/send-requests.js', import.meta.url));

/** Why there is no network of a test's own here; false when there is. */
export const NO_NAMESPACE: string | false = (() => {
  try {
    execFileSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'a network of its own needs root (CAP_SYS_ADMIN) and the program ip';
  }
})();

/** A network with addresses of a test's own, where connections come from others than loopback ones. */
export interface NetworkNamespace {
  /** Words before a command that run it there. */
  readonly inside: readonly string[];
  /** Sends requests there, one after the other. */
  send(calls: readonly (HttpCall & { readonly url: string })[]): Promise<HttpReply[]>;
  close(): void;
}

/** Opens a network with these addresses (`192.0.2.1/32`, `2001:db8::1/128`) besides the loopback ones. */
export async function openNamespace(addresses: readonly string[]): Promise<NetworkNamespace> {
  const script = [
    'set -e',
    'ip link set lo up',
    ...addresses.map((address) => `ip address add ${address} dev lo${address.includes(':') ? ' nodad' : ''}`),
    'echo ready',
    // Ends with the test, whose end of the pipe it reads.
    'exec cat',
  ];
  const holder = spawn('unshare', ['-n', 'sh', '-c', script.join('\n')], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const inside = ['nsenter', '-t', String(holder.pid), '-n', '--'];
  return {
    inside,
    send: async (calls) => {
      const [program = '', ...words] = [...inside, process.execPath, CLIENT];
      const env = { PATH: process.env['PATH'] ?? '' };
      const { stdout, stderr, code } = await runProgram(program, words, { env, input: JSON.stringify(calls) });
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as HttpReply[];
    },
    close: () => void holder.stdin.end(),
  };
}
