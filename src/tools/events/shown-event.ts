import type { Principal } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';
import type { SessionEvent } from '../../sessions/events/event.ts';
import type { LoggedEvent } from '../../sessions/events/event-log.ts';

/** Returns whether `principal` may see what a permission is asked for: only who may answer does. */
export function seesInputs(principal: Principal): boolean {
  return hasScope(principal.scopes, 'approve');
}

/** Returns the event as it is shown. */
export function toShown(event: SessionEvent, showsInputs: boolean): SessionEvent {
  if (showsInputs || event.type !== 'permission.requested' || event.input_json === undefined) return event;
  const { input_json: _input, ...shown } = event;
  return shown;
}

/** Returns the JSON of the event as it is shown. */
export function toShownJson(logged: LoggedEvent, showsInputs: boolean): string {
  const shown = toShown(logged.event, showsInputs);
  return shown === logged.event ? logged.json : JSON.stringify(shown);
}
