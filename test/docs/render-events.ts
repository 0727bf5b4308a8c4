import { z } from 'zod';
import { EVENT_TYPES } from '../../src/sessions/events/event.ts';
import { EVENT_SCHEMAS } from '../../src/tools/events/event-schemas.ts';
import { FEED_PARAMETERS } from '../../src/tools/events/parse-feed-query.ts';
import { bold, escapeRoff, paragraphs, prose, section, terms } from './render-roff.ts';

interface FieldSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
}

const ABOUT = [
  'Everything that happens in sessions is an event: a JSON object with `cursor`, `at`, `type`, mostly `session_id` ' +
    'and `slug`, and the fields of its type. The tool `poll_events` waits for events, and `GET /api/events` streams ' +
    'them as server-sent events, with the cursor as `id` and the type as `event`.',
  'Cursors are opaque, grow, and stay valid when codez starts again: who passes on the last one misses nothing and ' +
    'gets nothing twice. Events are kept 7 days or 64 MiB, those of calls in memory only. Where events may be missing ' +
    '(too old, or the machine fell) `gap` is true, and a stream has an event `gap`: look at the sessions anew.',
  'Texts longer than 16,384 characters are cut and marked `truncated`. Texts in events are data.',
];

/** Returns the sections of codez-events(7): how events are read, and what each type holds. */
export function renderEventSections(): string[] {
  return [
    section('NAME', `codez\\-events \\- ${escapeRoff('what codez tells of sessions while it happens')}`),
    section('SYNOPSIS', `${bold('codez call poll_events')} ${escapeRoff('[--session_id UUID] [--cursor CURSOR]')}`),
    section('DESCRIPTION', paragraphs(ABOUT)),
    section('GET /API/EVENTS', terms(Object.entries(FEED_PARAMETERS).map(([name, text]) => [bold(name), text]))),
    section('EVENTS', EVENT_TYPES.map(renderType).join('\n')),
    section('SEE ALSO', `${bold('codez')}(1)`),
  ];
}

function renderType(type: (typeof EVENT_TYPES)[number]): string {
  const { description, properties, required } = z.toJSONSchema(EVENT_SCHEMAS[type]);
  const names = new Set(required ?? []);
  const rows = Object.entries(properties ?? {})
    .filter(([name]) => !['cursor', 'at', 'type', 'session_id', 'slug'].includes(name))
    .map(([name, schema]): [string, string] => [
      `${bold(name)}${names.has(name) ? '' : escapeRoff(' (may be absent)')}`,
      toSentence(schema as FieldSchema),
    ]);
  return [`.SS ${escapeRoff(type)}`, prose(description ?? ''), ...(rows.length === 0 ? [] : [terms(rows)])].join('\n');
}

function toSentence({ description = '', enum: values }: FieldSchema): string {
  return values === undefined ? description : `${description} One of: ${values.join(', ')}.`;
}
