/** What the name of a stage may consist of: S3 takes no other characters in the name of the bucket, which holds it. */
export const STAGE_CHARACTERS = /^[a-z0-9-]+$/;

/** How many characters it may have. Packaging counts them by the compiled template: see packaging/name-lengths.ts. */
export const LONGEST_STAGE = 16;
