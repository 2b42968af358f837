/** 0: done. 1: refused or failed. 2: wrong usage; of `contacts plan`: something differs, and wrong usage is 1. */
export type ExitCode = 0 | 1 | 2;
