import type { Conversation } from './conversation.ts';
import type { Planter } from './planter.ts';
import type { SessionPlan } from './session-plan.ts';

/** Returns what writes the record that gives a session its title. */
export function makeTitle(kind: SessionPlan['title'], conversation: Conversation, planter: Planter): () => void {
  if (kind === 'none') return () => {};
  const { vocabulary } = conversation.options;
  const words = Array.from({ length: 4 }, () => vocabulary.word());
  const classes = { generated: 'title_ai', custom: 'title_custom', summary: 'summary' } as const;
  const planted = planter.plant(classes[kind]);
  const text = [...words.slice(0, 2), ...(planted === undefined ? [] : [planted.text]), ...words.slice(2)].join(' ');
  const written = { planted: planted === undefined ? [] : [planted], note: { type: 'title', kind, text } } as const;
  if (kind === 'generated') return () => conversation.loose('ai-title', { aiTitle: text }, written);
  if (kind === 'custom') return () => conversation.loose('custom-title', { customTitle: text }, written);
  return () => conversation.loose('summary', { summary: text, leafUuid: conversation.leaf }, written);
}
