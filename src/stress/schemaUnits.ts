import { z } from 'zod';

/** `500ms`, `2s`, `1h`. */
export const durationText = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/);
export const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?)?$/)
  .describe('A UTC date or time, such as 2022-05-12 or 2022-05-12T13:45:00Z.');
export const wholeAtLeast = (least: number) => z.number().int().min(least);
export const duration = (doc: string) =>
  z
    .union([wholeAtLeast(0), durationText])
    .describe(`${doc} Such as 500ms, 2s or 1h; a number is milliseconds.`);
/** A time, or a bar of the window; `beside` is what else may stand with either. */
export const moment = (doc: string, beside: z.ZodRawShape = {}) =>
  z
    .union([time, z.strictObject({ time, ...beside }), z.strictObject({ bar: wholeAtLeast(0), ...beside })])
    .describe(doc);
