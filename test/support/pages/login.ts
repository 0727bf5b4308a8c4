import { callAsOwner } from '../access-rows.ts';
import { send } from '../http.ts';
import type { TestServer } from '../server.ts';

/** Returns a new login link of a server; `path` names another page than the log's. */
export async function loginLink(server: Pick<TestServer, 'home' | 'url'>, path?: string): Promise<string> {
  const { url } = await callAsOwner<{ url: string }>(server, 'login_link');
  if (path === undefined) return url;
  const { origin, hash } = new URL(url);
  return `${origin}${path}${hash}`;
}

/** Returns the bearer that a new login link is exchanged for. */
export async function signedIn(server: Pick<TestServer, 'home' | 'url'>): Promise<string> {
  const code = new URLSearchParams(new URL(await loginLink(server)).hash.slice(1)).get('code');
  const reply = await send(server.url, { method: 'POST', path: '/admin/login', body: JSON.stringify({ code }) });
  const { data } = JSON.parse(reply.text) as { data: { token: string } };
  return data.token;
}
