import type { ChoiceParam } from '../../core/params.ts';

/** What a cap does with a wish that names its own quantity and is too large. */
export const onBreach: ChoiceParam<'refuse' | 'resize'> = {
  kind: 'choice',
  words: ['refuse', 'resize'],
  default: 'refuse',
  doc: 'A wish with its own quantity that is over the cap is refused, or cut to what the cap allows.',
};
