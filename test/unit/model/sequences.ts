/** So many random sequences are a full run. */
export const FULL_RUN = 2000;

/** A tenth of the full run, unless `MODEL_SEQUENCES` says otherwise. */
export const SEQUENCES = Number(process.env['MODEL_SEQUENCES'] ?? (process.env['FULL'] ? FULL_RUN : FULL_RUN / 10));

/** Set `MODEL_SEED` to the seed of a run that failed to repeat it. */
export const seed = Number(process.env['MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** For a short run of a model that takes long: the same sequences each time. */
export const SHORT_RUN = { sequences: Math.min(SEQUENCES, 60), seed: 20_260_601 };
