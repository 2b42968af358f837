/** Lets the functions write their metrics; import it before the environment. */
process.env['METRICS_DISABLED'] = 'false';
