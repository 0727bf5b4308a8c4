import { accessLog } from './access-log/access-log.ts';
import { loginLink } from './admin/login-link.ts';
import { pollEvents } from './events/poll-events.ts';
import { getHealth } from './health/get-health.ts';
import { getHealthDetails } from './health/get-health-details.ts';
import { claudeHook } from './hooks/claude-hook.ts';
import { hostAdd } from './hosts/host-add.ts';
import { hostBind } from './hosts/host-bind.ts';
import { hostList } from './hosts/host-list.ts';
import { hostRemove } from './hosts/host-remove.ts';
import { hostRotate } from './hosts/host-rotate.ts';
import { hostShow } from './hosts/host-show.ts';
import { hostUnbind } from './hosts/host-unbind.ts';
import { hostUpdate } from './hosts/host-update.ts';
import { hostWindow } from './hosts/host-window.ts';
import { memoryAppend } from './memory/memory-append.ts';
import { memoryDelete } from './memory/memory-delete.ts';
import { memoryList } from './memory/memory-list.ts';
import { memoryQuery } from './memory/memory-query.ts';
import { memoryRetrieve } from './memory/memory-retrieve.ts';
import { memorySearch } from './memory/memory-search.ts';
import { memoryStore } from './memory/memory-store.ts';
import { ownerAdd } from './people/owner-add.ts';
import { ownerList } from './people/owner-list.ts';
import { ownerRemove } from './people/owner-remove.ts';
import { resourceCreate } from './resources/resource-create.ts';
import { resourceDelete } from './resources/resource-delete.ts';
import { resourceList } from './resources/resource-list.ts';
import { resourceRead } from './resources/resource-read.ts';
import { resourceUpdate } from './resources/resource-update.ts';
import { indexRebuild } from './search-index/index-rebuild.ts';
import { indexStatus } from './search-index/index-status.ts';
import { serverStatus } from './server/server-status.ts';
import { abortSession } from './sessions/abort-session.ts';
import { archiveSession } from './sessions/archive-session.ts';
import { createSession } from './sessions/create-session.ts';
import { disposeSession } from './sessions/dispose-session.ts';
import { endSessions } from './sessions/end-sessions.ts';
import { forkSession } from './sessions/fork-session.ts';
import { getObservability } from './sessions/get-observability.ts';
import { getProjectMemory } from './sessions/get-project-memory.ts';
import { getPrompt } from './sessions/get-prompt.ts';
import { getSession } from './sessions/get-session.ts';
import { labelSession } from './sessions/label-session.ts';
import { listPermissions } from './sessions/list-permissions.ts';
import { listProjects } from './sessions/list-projects.ts';
import { listSessions } from './sessions/list-sessions.ts';
import { renameSession } from './sessions/rename-session.ts';
import { respondPermission } from './sessions/respond-permission.ts';
import { searchSessions } from './sessions/search-sessions.ts';
import { sendAndWait } from './sessions/send-and-wait.ts';
import { sendPrompt } from './sessions/send-prompt.ts';
import { trustFolder } from './sessions/trust-folder.ts';
import { waitForIdle } from './sessions/wait-for-idle.ts';
import { spaceAdd } from './spaces/space-add.ts';
import { spaceList } from './spaces/space-list.ts';
import { spaceRemove } from './spaces/space-remove.ts';
import { getState } from './state/get-state.ts';
import { updateState } from './state/update-state.ts';
import { storeBackup } from './store/store-backup.ts';
import { storeCompact } from './store/store-compact.ts';
import { storeExport } from './store/store-export.ts';
import { storeImport } from './store/store-import.ts';
import { storeVerify } from './store/store-verify.ts';
import type { AnyTool } from './tool.ts';
import { userAdd } from './users/user-add.ts';
import { userList } from './users/user-list.ts';
import { userRemove } from './users/user-remove.ts';
import { userRotate } from './users/user-rotate.ts';
import { userShow } from './users/user-show.ts';
import { userUpdate } from './users/user-update.ts';

/** All operations. A new one is a file of its own and a line here. */
export const CATALOG: readonly AnyTool[] = [
  abortSession,
  accessLog,
  archiveSession,
  claudeHook,
  createSession,
  disposeSession,
  forkSession,
  getHealth,
  getHealthDetails,
  getObservability,
  getProjectMemory,
  getPrompt,
  getSession,
  getState,
  hostAdd,
  hostBind,
  hostList,
  hostRemove,
  hostRotate,
  hostShow,
  hostUnbind,
  hostUpdate,
  hostWindow,
  indexRebuild,
  indexStatus,
  labelSession,
  listPermissions,
  listProjects,
  listSessions,
  endSessions,
  loginLink,
  memoryAppend,
  memoryDelete,
  memoryList,
  memoryQuery,
  memoryRetrieve,
  memorySearch,
  memoryStore,
  ownerAdd,
  ownerList,
  ownerRemove,
  pollEvents,
  renameSession,
  resourceCreate,
  resourceDelete,
  resourceList,
  resourceRead,
  resourceUpdate,
  respondPermission,
  searchSessions,
  sendAndWait,
  sendPrompt,
  serverStatus,
  spaceAdd,
  spaceList,
  spaceRemove,
  storeBackup,
  storeCompact,
  storeExport,
  storeImport,
  storeVerify,
  trustFolder,
  updateState,
  userAdd,
  userList,
  userRemove,
  userRotate,
  userShow,
  userUpdate,
  waitForIdle,
];
