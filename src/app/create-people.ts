import type { Settings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import { OWNER, type SpaceAccess } from '../core/principal.ts';
import { createPeopleService } from '../people/create-people-service.ts';
import type { LinkedUsers, Owner, PeopleService } from '../people/people.ts';
import type { Store } from '../storage/store.ts';

export interface PeopleOptions {
  readonly store: Store;
  readonly settings: Pick<Settings, 'authkitUrl'>;
  readonly clock: Clock;
  readonly users?: LinkedUsers;
  readonly ownersSpaces?: () => SpaceAccess;
}

const NO_USERS: LinkedUsers = { hasAny: false, find: () => undefined };

/** Puts the owner list together: its records, the users that tokens may be linked to, the spaces of the owner. */
export async function createPeople(options: PeopleOptions): Promise<PeopleService> {
  const { store, settings, clock, users = NO_USERS, ownersSpaces = () => OWNER.spaces } = options;
  const owners = await store.collection<Owner>('owners');
  const { authkitUrl: configuredIssuer } = settings;
  return createPeopleService({ owners, users, ownersSpaces, configuredIssuer, clock });
}
