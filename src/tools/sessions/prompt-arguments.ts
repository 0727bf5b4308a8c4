import { z } from 'zod';
import type { SendPrompt } from '../../sessions/session-service.ts';
import { folder, newPromptId, prompt, queue, sessionId, sessionSlug } from './fields.ts';

const MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
const MAX_IMAGES_CHARACTERS = 4 * 1024 * 1024;

const image = z.strictObject({
  media_type: z.enum(MEDIA_TYPES).describe('Kind of image.'),
  data: z.string().min(4).max(MAX_IMAGES_CHARACTERS).refine(isBase64, 'must be base64').describe('The image, base64.'),
});

/** What a prompt consists of, for the tools that send one. */
export const promptArguments = {
  session_id: sessionId,
  text: prompt,
  slug: sessionSlug,
  cwd: folder()
    .optional()
    .describe('Folder in which an idle session starts again, absolute; by default where it was before.'),
  images: z
    .array(image)
    .max(20)
    .refine(
      (images) => images.reduce((sum, { data }) => sum + data.length, 0) <= MAX_IMAGES_CHARACTERS,
      'must have at most 4 MiB of base64 together',
    )
    .optional()
    .describe('Images to look at: up to 20, together at most 4 MiB of base64.'),
  prompt_id: newPromptId,
  queue,
};

/** Returns the request that the arguments stand for. */
export function toSendPrompt(args: z.output<z.ZodObject<typeof promptArguments>>): SendPrompt {
  const { session_id: sessionId, prompt_id: promptId, ...rest } = args;
  return { sessionId, promptId, ...rest };
}

/** Node decodes leniently: what it skips makes the result shorter. */
function isBase64(data: string): boolean {
  if (data.length % 4 !== 0 || data.includes('-') || data.includes('_')) return false;
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Buffer.from(data, 'base64').length === (data.length / 4) * 3 - padding;
}
