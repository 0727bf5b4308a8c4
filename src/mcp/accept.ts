/** Which forms of reply a client takes. Anything unknown counts as JSON, the plain form. */
export interface AcceptedForms {
  readonly json: boolean;
  readonly sse: boolean;
}

/** Reads an `Accept` header: missing, any type or JSON → JSON; `text/event-stream` alone → SSE; both → both. */
export function acceptedForms(accept: string | undefined): AcceptedForms {
  const sse = accept?.toLowerCase().includes('text/event-stream') ?? false;
  return { sse, json: !sse || /application\/(json|\*)|\*\/\*/i.test(accept ?? '') };
}
