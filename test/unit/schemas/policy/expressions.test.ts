import { describe, expect, it } from 'vitest';
import { refusalOf, SIMPLE } from './refusal.ts';

/** The problems of a policy with a ticket source, whose expressions begin on line 9. */
const problemsOf = (expressions: string) =>
  refusalOf(`${SIMPLE}sources:\n  desk:\n    proof: { kind: zendesk }\n${expressions}`).map((line) =>
    line.replace(': the expression is not valid JSONata', ''),
  );

describe('an expression that is not JSONata', () => {
  it('is refused in a sentence', () => {
    expect(refusalOf(`${SIMPLE}sources:\n  desk: { proof: { kind: zendesk }, mapping: a b }\n`)).toEqual([
      'policy.yml:7: the expression is not valid JSONata: Syntax error: "b"',
    ]);
  });

  it.each(['filter', 'cancel', 'reference', 'url'])('is refused with its line when it is the %s', (key) => {
    expect(problemsOf(`    mapping: $\n    ${key}: type =\n`)).toContain('policy.yml:10: Unexpected end of expression');
  });

  const WRONG = 'The symbol "]" cannot be used as a unary operator';

  it.each([
    { style: 'a block', text: '    mapping: |\n      {\n        "a": 1,\n        "b": ]\n      }\n', line: 12 },
    { style: 'a block with a comment', text: '    mapping: | # JSONata\n      {\n        "a": ]\n      }\n', line: 11 },
    { style: 'a block with empty lines', text: '    mapping: |\n\n      {\n\n        "a": ]\n      }\n', line: 13 },
    { style: 'a block without its last newline', text: '    mapping: |-\n      {\n        "a": ] }\n', line: 11 },
    { style: 'a folded block', text: '    mapping: >\n      {\n        "a": 1,\n        "b": ]\n      }\n', line: 12 },
    { style: 'plain and over several lines', text: '    mapping:\n      $x[0] +\n      $y *\n      ]\n', line: 12 },
    { style: 'in single quotes', text: "    mapping: 'a +\n      b + ]'\n", line: 10 },
    { style: 'in double quotes', text: '    mapping: "a +\n      b +\n      ]"\n', line: 11 },
  ])('is refused with the line of the mistake when it is $style', ({ text, line }) => {
    expect(problemsOf(text)).toEqual([`policy.yml:${line}: ${WRONG}`]);
  });

  it('is refused with its last line when its end is missing', () => {
    expect(problemsOf('    mapping: |\n      {\n        "a": 1\n')).toEqual([
      'policy.yml:11: Expected "}" before end of expression',
    ]);
  });

  it('is refused once when aliases repeat it', () => {
    expect(problemsOf('    mapping: &same |\n      a +\n    filter: *same\n    url: *same\n')).toEqual([
      'policy.yml:10: Unexpected end of expression',
    ]);
  });

  it('is refused beside the others, in the order of the lines', () => {
    const other = '  other:\n    proof: { kind: zendesk }\n    mapping: (\n';
    const lines = problemsOf(`    mapping: )\n    filter: (\n${other}`).map((line) => line.split(': ')[0]);
    expect(lines).toEqual(['policy.yml:9', 'policy.yml:10', 'policy.yml:13']);
  });
});

describe('a cancel expression', () => {
  it('is refused when the source has no reference, because nobody would know which ticket it is about', () => {
    expect(problemsOf('    mapping: $\n    cancel: closed\n')).toEqual([
      'policy.yml:10: "cancel" takes back what a ticket has requested, and the source "desk" has no "reference" that names the ticket; add one',
    ]);
    expect(problemsOf('    mapping: $\n    cancel: closed\n    reference: key\n')).toEqual([]);
  });
});
