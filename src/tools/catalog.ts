import { memoryAppend } from './memory/memory-append.ts';
import { memoryDelete } from './memory/memory-delete.ts';
import { memoryList } from './memory/memory-list.ts';
import { memoryQuery } from './memory/memory-query.ts';
import { memoryRetrieve } from './memory/memory-retrieve.ts';
import { memorySearch } from './memory/memory-search.ts';
import { memoryStore } from './memory/memory-store.ts';
import { resourceCreate } from './resources/resource-create.ts';
import { resourceDelete } from './resources/resource-delete.ts';
import { resourceList } from './resources/resource-list.ts';
import { resourceRead } from './resources/resource-read.ts';
import { resourceUpdate } from './resources/resource-update.ts';
import { serverStatus } from './server/server-status.ts';
import { storeBackup } from './store/store-backup.ts';
import { storeCompact } from './store/store-compact.ts';
import { storeExport } from './store/store-export.ts';
import { storeImport } from './store/store-import.ts';
import { storeVerify } from './store/store-verify.ts';
import type { AnyTool } from './tool.ts';

/** All operations. A new one is a file of its own and a line here. */
export const CATALOG: readonly AnyTool[] = [
  memoryAppend,
  memoryDelete,
  memoryList,
  memoryQuery,
  memoryRetrieve,
  memorySearch,
  memoryStore,
  resourceCreate,
  resourceDelete,
  resourceList,
  resourceRead,
  resourceUpdate,
  serverStatus,
  storeBackup,
  storeCompact,
  storeExport,
  storeImport,
  storeVerify,
];
