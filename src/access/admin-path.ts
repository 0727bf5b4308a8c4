import { isLoopbackAddress } from './address.ts';
import type { HostForm } from './host.ts';
import { isForwardingHeader } from './loopback.ts';
import type { RequestFacts } from './request-facts.ts';

/**
 * Returns true for a request target that the router could take for something below `/admin`, in whatever spelling:
 * percent-encoded, in capitals, with doubled slashes, as an absolute URL. The pages' routes serve no other targets.
 */
export function isAdminPath(target: string): boolean {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return /^[/\\]+admin(?![\w-])/i.test(decoded(path));
}

/**
 * Returns why the owner's pages do not exist for a request, undefined when they do: over the Unix socket, for a direct
 * connection of this machine that names it by a loopback name (any port, so that `ssh -L` works), or, where the settings
 * say so, for everybody. Whoever may see the pages still needs a login link for what they show.
 */
export function whyNoAdmin(facts: RequestFacts, host: HostForm, isRemoteAllowed: boolean): string | undefined {
  if (facts.door === 'unix' || isRemoteAllowed) return undefined;
  if (!isLoopbackAddress(facts.peerAddress)) return 'the pages are not served to other machines';
  if (host === 'named') return 'the pages are served under loopback names only';
  const forwarding = Object.keys(facts.headers).find(isForwardingHeader);
  return forwarding === undefined ? undefined : `the header ${forwarding} shows a proxy`;
}

/** Decodes what can be decoded: a malformed escape elsewhere must not hide the beginning. */
function decoded(path: string): string {
  return path.replace(/%[0-7][0-9a-f]/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}
