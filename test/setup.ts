import * as fc from 'fast-check';

/** Property tests must fail again tomorrow: one seed for all of them, changed by FC_SEED when one wants to search further. */
const seed = Number(process.env.FC_SEED ?? 20220512);
fc.configureGlobal({ seed, endOnFailure: true });
