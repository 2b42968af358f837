import { expect, test } from 'vitest';
import { checkMessageTags } from '../../../src/mail/message-tags.ts';

test('accepts what SES accepts', () => {
  const tag = { Name: 'request-id_1', Value: 'jane.doe@example.com_1-2' };
  expect(() => checkMessageTags([tag, { Name: 'n'.repeat(255), Value: 'v'.repeat(255) }])).not.toThrow();
});

test.each([
  ['a name is missing', { Value: 'v' }, 'The tag name must be specified.'],
  ['a value is empty', { Name: 'n', Value: '' }, 'The tag value must be specified.'],
  ['a name has a dot', { Name: 'a.b', Value: 'v' }, 'Invalid tag name <a.b>: only alphanumeric ASCII characters'],
  ['a value has a colon', { Name: 'n', Value: 'a:b' }, 'Invalid tag value <a:b>: only alphanumeric ASCII characters'],
  ['a value has an umlaut', { Name: 'n', Value: 'ä' }, 'Invalid tag value <ä>'],
  ['a name is too long', { Name: 'n'.repeat(256), Value: 'v' }, 'Tag name cannot exceed 255 characters.'],
  ['a value is too long', { Name: 'n', Value: 'v'.repeat(256) }, 'Tag value cannot exceed 255 characters.'],
])('answers BadRequestException when %s', (_condition, tag, message) => {
  const check = () => checkMessageTags([{ Name: 'fine', Value: 'fine' }, tag]);
  expect(check).toThrow(expect.objectContaining({ name: 'BadRequestException', status: 400 }));
  expect(check).toThrow(message);
});
