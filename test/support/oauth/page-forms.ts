export interface PageForm {
  readonly action: string;
  readonly inputs: readonly { readonly name: string; readonly value: string; readonly type: string }[];
  /** Submit buttons that have a name. */
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

/** Returns the forms of a simple page. */
export function parseForms(html: string): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => ({
    action: attribute(head, 'action') ?? '',
    inputs: tags(body, 'input')
      .filter((tag) => attribute(tag, 'name') !== undefined && attribute(tag, 'type') !== 'submit')
      .map((tag) => ({
        name: attribute(tag, 'name') ?? '',
        value: attribute(tag, 'value') ?? '',
        type: attribute(tag, 'type') ?? 'text',
      })),
    buttons: tags(body, 'button')
      .filter((tag) => attribute(tag, 'name') !== undefined)
      .map((tag) => ({ name: attribute(tag, 'name') ?? '', value: attribute(tag, 'value') ?? '' })),
  }));
}

/** Returns the links of a simple page with their texts. */
export function parseLinks(html: string): { readonly href: string; readonly text: string }[] {
  return [...html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/gi)].map(([, head = '', text = '']) => ({
    href: attribute(head, 'href') ?? '',
    text,
  }));
}

function tags(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'gi'))].map(([, head = '']) => head);
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
