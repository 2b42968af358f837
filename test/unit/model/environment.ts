import '../environment.ts';

/** Thousands of sweeps would fill the log with metrics. */
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
