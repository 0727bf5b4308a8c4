import { z } from 'zod';

/** Tokens of a response or a turn. */
export const usage = z
  .object({
    input: z.int().describe('Tokens read, caches not counted.'),
    output: z.int().describe('Tokens written.'),
    cache_read: z.int().describe('Tokens read from the cache.'),
    cache_write: z.int().describe('Tokens written to the cache.'),
  })
  .describe('Tokens used.');
