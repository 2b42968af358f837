import { describe, expect, it } from 'vitest';
import { reportText } from '../../../../smoke/comparison/report.ts';

const RUN = {
  place: { partition: 'aws', region: 'eu-central-1', runsIn: 'management-account' },
  commit: 'abc1234',
  node: 'v24.0.0',
  failures: [],
  differences: [],
};

describe('reportText', () => {
  it('says where it ran, and that there are no differences', () => {
    const text = reportText(RUN);
    expect(text).toContain('Commit abc1234, Node.js v24.0.0, partition aws, region eu-central-1');
    expect(text).toContain('None.');
    expect(text).not.toContain('What failed');
  });

  it('lists failures, and the differences of each step with both sides', () => {
    const difference = { step: 'A contact is set', what: 'states:DescribeExecution', path: 'shape.mapRunArn' };
    const text = reportText({
      ...RUN,
      failures: [{ title: 'A contact is set', message: 'it ended FAILED' }],
      differences: [
        { ...difference, found: 'text' },
        { ...difference, path: '', expected: { status: 200, words: 'with `ticks`' } },
      ],
    });
    expect(text).toContain('- **A contact is set**: it ended FAILED');
    expect(text.match(/### A contact is set/g)).toHaveLength(1);
    expect(text).toContain('`shape.mapRunArn`\n  - AWS: `"text"`\n  - embedded: nothing');
    expect(text).toContain('`{"status":200,"words":"with \'ticks\'"}`');
  });

  it('tells once what differs in the same way in several steps', () => {
    const difference = { what: 'the history of the execution', path: 'shapes.TaskScheduled', found: 'text' };
    const steps = ['first', 'second', 'third'];
    const text = reportText({ ...RUN, differences: steps.map((step) => ({ step, ...difference })) });
    expect(text.match(/shapes.TaskScheduled/g)).toHaveLength(1);
    expect(text).toContain('also in: second; third');
  });
});
