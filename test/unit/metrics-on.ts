/** Lets the functions write their metrics; import it before the environment. */
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
