const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const APPENDED = /:[0-9a-f]{8}$/;

/**
 * Returns where the machine-made part of an id begins: 0 for a UUID, before the eight digits of an appended note, the
 * id's length when people chose all of it. Its digits are chance, so that a short beginning of them means nothing.
 */
export function madePartAt(id: string): number {
  if (UUID.test(id)) return 0;
  return APPENDED.test(id) ? id.length - 8 : id.length;
}
