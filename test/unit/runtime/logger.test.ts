import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MailRefusedError, SenderRefusedError } from '../../../functions/domain/errors.ts';
import { errorFields, logged, logger } from '../../../functions/runtime/logger.ts';

const CONTEXT = { functionName: 'apply-change', awsRequestId: '8f1a' };

/** What was written, line by line. */
let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  vi.useFakeTimers({ now: new Date('2026-06-01T12:00:00.000Z'), toFake: ['Date'] });
  vi.stubEnv('LOG_LEVEL', 'INFO');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('logger', () => {
  it('writes level, message, time, service and fields before it knows an invocation', () => {
    logger.info('Loaded', { requestId: 'cli-1', nothing: undefined });
    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'Loaded',
        timestamp: '2026-06-01T12:00:00.000Z',
        service: 'alternate-contacts',
        requestId: 'cli-1',
      },
    ]);
  });

  it('writes one line of text for each call, whatever is in it', () => {
    logger.warn('a\nb', { stack: ['at x\n at y'] });
    const [[written] = []] = vi.mocked(process.stdout.write).mock.calls;
    expect(String(written)).toMatch(/^[^\n]+\n$/);
  });

  it('writes which invocation a line belongs to, and whether it is the first of its environment', () => {
    logger.addContext(CONTEXT);
    logger.info('first');
    logger.addContext({ ...CONTEXT, awsRequestId: '8f1b' });
    logger.info('second');
    expect(lines).toMatchObject([
      { function_name: 'apply-change', function_request_id: '8f1a', cold_start: true },
      { function_name: 'apply-change', function_request_id: '8f1b', cold_start: false },
    ]);
  });

  it('writes the trace when Lambda names one', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
    logger.info('traced');
    expect(lines).toMatchObject([{ xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793' }]);
  });

  it('lets no field take the place of what every line has', () => {
    logger.addContext(CONTEXT);
    logger.error('down', { level: 'INFO', message: 'up', service: 'x', timestamp: 'x', function_request_id: 'x' });
    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'down', service: 'alternate-contacts', function_request_id: '8f1a' },
    ]);
    expect(lines[0]?.['timestamp']).toBe('2026-06-01T12:00:00.000Z');
  });

  it.each([
    { LOG_LEVEL: 'INFO', written: ['INFO', 'WARN', 'ERROR'] },
    { LOG_LEVEL: 'WARN', written: ['WARN', 'ERROR'] },
    { LOG_LEVEL: 'ERROR', written: ['ERROR'] },
    { LOG_LEVEL: 'SILENT', written: [] },
    { LOG_LEVEL: 'info, please', written: ['INFO', 'WARN', 'ERROR'] },
    { LOG_LEVEL: undefined, written: ['INFO', 'WARN', 'ERROR'] },
  ])('writes $written when LOG_LEVEL is $LOG_LEVEL', ({ LOG_LEVEL, written }) => {
    vi.stubEnv('LOG_LEVEL', LOG_LEVEL);
    for (const level of ['info', 'warn', 'error'] as const) logger[level]('x');
    expect(lines.map(({ level }) => level)).toEqual(written);
  });
});

describe('errorFields', () => {
  it('has the name and the stack, and no message, which may quote something that must not be logged', () => {
    const error = new TypeError('jane@example.com\n    is wrong');
    const fields = errorFields(error);
    expect(fields.error).toBe('TypeError');
    expect(fields.stack?.[0]).toMatch(/^at /);
    expect(JSON.stringify(fields)).not.toContain('jane@example.com');
  });

  it('has the name only when the error has no stack', () => {
    const error = new Error('x');
    delete error.stack;
    expect(errorFields(error)).toEqual({ error: 'Error' });
  });

  it('has the reason when it is an id, and nothing that people may have written', () => {
    expect(errorFields(new SenderRefusedError('Sandbox'))).toMatchObject({ reason: 'Sandbox' });
    expect(errorFields(new MailRefusedError('to jane@example.com'))).not.toHaveProperty('reason');
  });

  it.each([
    ['jane@example.com', 'string'],
    [undefined, 'undefined'],
    [null, 'object'],
  ])('has nothing but the type when %j is thrown', (thrown, type) => {
    expect(errorFields(thrown)).toEqual({ error: type });
  });
});

describe('logged', () => {
  it('logs the fields and the name of the error, and no message, instead of failing', () => {
    const error = vi.spyOn(logger, 'error').mockReturnValue(undefined);
    logged('It did not work', { requestId: 'cli-1' })(new TypeError('jane@example.com'));
    expect(error).toHaveBeenCalledExactlyOnceWith('It did not work', {
      requestId: 'cli-1',
      error: 'TypeError',
      stack: expect.any(Array),
    });
    expect(JSON.stringify(error.mock.calls)).not.toContain('jane@example.com');
  });
});
