/**
 * The operations that the owner's pages may call: what they show, and the few things they do. The bearer of a page lies
 * in a browser, so it starts no session, reads no note and no file, makes no key with more rights than one there is, and
 * does nothing to the store, although its owner may do all of this on the command line.
 */
export const PAGE_OPERATIONS: ReadonlySet<string> = new Set([
  'get_health',
  'get_observability',
  'host_list',
  'list_sessions',
  'server_status',
  'space_list',
  'user_list',
  'owner_list',
]);
