const RESOURCE_TAG = /^resource:[A-Za-z0-9._:-]{1,119}$/;

/** The tag that ties a note to a resource. */
export function resourceTag(resourceId: string): string {
  return `resource:${resourceId}`;
}

export function isResourceTag(tag: string): boolean {
  return RESOURCE_TAG.test(tag);
}

/** Returns what two tags are compared by: letter case counts in `resource:{id}` only. */
export function tagKey(tag: string): string {
  return isResourceTag(tag) ? tag : tag.normalize('NFC').toLowerCase();
}
