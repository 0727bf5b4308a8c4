import type { Settings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import type { SpaceAccess } from '../core/principal.ts';
import type { LinkedUsers } from '../hosts/linked-users.ts';
import { createPeopleService } from '../people/create-people-service.ts';
import type { Owner, PeopleService } from '../people/people.ts';
import type { Store } from '../storage/store.ts';

export interface PeopleOptions {
  readonly store: Store;
  readonly settings: Pick<Settings, 'authkitUrl'>;
  readonly clock: Clock;
  readonly users: LinkedUsers;
  /** The spaces the owner may use now. */
  readonly ownersSpaces: () => SpaceAccess;
}

/** Puts the owner list together: its records, the users that tokens may be linked to, the spaces of the owner. */
export async function createPeople(options: PeopleOptions): Promise<PeopleService> {
  const { store, settings, clock, users, ownersSpaces } = options;
  const owners = await store.collection<Owner>('owners');
  const { authkitUrl: configuredIssuer } = settings;
  return createPeopleService({ owners, users, ownersSpaces, configuredIssuer, clock });
}
