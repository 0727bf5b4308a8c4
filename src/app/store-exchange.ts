import type { KeyHolder } from '../hosts/key-holder.ts';
import type { NameBook } from '../hosts/name-book.ts';
import { checkStoredHolder, checkStoredSpace, toExportedHolder, toImportedHolder } from '../hosts/stored-holder.ts';
import { checkStoredNote } from '../memories/stored-note.ts';
import type { MaintenanceOptions } from '../storage/create-maintenance.ts';
import { type Exchange, exchangeOf } from '../storage/maintenance/exchange.ts';

const HOLDERS: Exchange = exchangeOf({ toExported: toExportedHolder, toImported: toImportedHolder });

/** Returns what an imported record must be, and how records leave this data directory and come in. */
export function storeExchange(names: Pick<NameBook, 'check'>): Pick<MaintenanceOptions, 'checks' | 'exchange'> {
  const holder = (kind: KeyHolder['kind']) => (key: string, value: unknown) => {
    checkStoredHolder(kind, key, value);
    names.check(key, kind);
  };
  return {
    checks: {
      notes: checkStoredNote,
      hosts: holder('host'),
      users: holder('user'),
      spaces(key, value) {
        checkStoredSpace(key, value);
        names.check(key, 'space');
      },
    },
    exchange: { hosts: HOLDERS, users: HOLDERS },
  };
}
