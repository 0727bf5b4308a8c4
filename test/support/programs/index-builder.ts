import { silentLogger } from '../../../src/core/logger.ts';
import { createSearchIndex } from '../../../src/search/create-search-index.ts';

/** Builds the index `argv[2]` over `argv[3]`, says `building` on its first status and `ready` when it is whole. */
const [path = '', root = ''] = process.argv.slice(2);
const index = createSearchIndex({ path, root, logger: silentLogger, clock: Date.now });
setInterval(() => undefined, 60_000);
index.onStatus(({ state, documents }) => process.stdout.write(`${state} ${documents}\n`));
index.start();
