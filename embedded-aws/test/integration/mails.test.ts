import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sharedStack } from './stack.ts';

const stack = sharedStack();
afterEach(() => stack.setFaults([]));

const FUNCTION = { accessKeyId: 'fixture-echo', secretAccessKey: 'local' };

/** Sends a mail as the fixture's function, with one attempt so that a test sees every error. */
async function send(given: Partial<SendEmailCommandInput>, credentials = FUNCTION) {
  const mail = {
    FromEmailAddress: 'Fixture <sender@example.com>',
    Destination: { ToAddresses: ['jane@example.com'] },
    Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'text' } } } },
    ConfigurationSetName: 'fixture-mail',
    ...given,
  };
  return new SESv2Client({ ...stack.client, credentials }).send(new SendEmailCommand(mail));
}

/** The event about a mail, once it is there. */
function eventAbout(messageId = '') {
  return vi.waitFor(async () => {
    const found = (await stack.events()).find((event) => JSON.stringify(event).includes(`"messageId":"${messageId}"`));
    if (!found) throw new Error('not there yet');
    return found;
  });
}

describe('a mail to the mailbox simulator', () => {
  test('that bounces reaches the inbox, and its bounce the target of a rule', async () => {
    const address = 'bounce+1@simulator.amazonses.com';
    const EmailTags = [{ Name: 'requestId', Value: 'r-1' }];
    const Destination = { ToAddresses: [address] };
    const { MessageId } = await send({ Destination, EmailTags });
    expect(await eventAbout(MessageId)).toMatchObject({
      eventBusName: 'default',
      source: 'aws.ses',
      'detail-type': 'Email Bounced',
      resources: ['arn:aws:ses:us-east-1:111111111111:configuration-set/fixture-mail'],
      detail: {
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: address }] },
        mail: { tags: { 'ses:configuration-set': ['fixture-mail'], requestId: ['r-1'] } },
      },
    });
    await vi.waitFor(async () => expect(await stack.logs()).toContain(`fixture saw a bounce of ${address}`), {
      timeout: 5_000,
    });
    expect(await stack.mails()).toContainEqual(
      expect.objectContaining({ destination: expect.objectContaining({ to: [address] }) }),
    );
  });

  test('leads to an event when somebody complains about it', async () => {
    const { MessageId } = await send({ Destination: { ToAddresses: ['complaint@simulator.amazonses.com'] } });
    expect(await eventAbout(MessageId)).toMatchObject({ 'detail-type': 'Email Complaint Received' });
  });
});

describe('is refused', () => {
  const refused = (name: string, httpStatusCode: number, message: unknown) => ({
    name,
    message,
    $metadata: expect.objectContaining({ httpStatusCode }),
  });

  test('with NotFoundException when the configuration set does not exist', async () => {
    const sent = send({ ConfigurationSetName: 'nowhere' }, stack.client.credentials);
    await expect(sent).rejects.toMatchObject(
      refused('NotFoundException', 404, 'Configuration set <nowhere> does not exist.'),
    );
  });

  test('with BadRequestException when a tag has characters that SES does not take', async () => {
    const sent = send({ EmailTags: [{ Name: 'requestId', Value: 'r:1' }] });
    await expect(sent).rejects.toMatchObject(
      refused('BadRequestException', 400, expect.stringContaining('Invalid tag value <r:1>')),
    );
  });

  test.each([
    ['configuration set', { ConfigurationSetName: 'fixture-quiet-mail' }, 'configuration-set/fixture-quiet-mail'],
    ['identity', { FromEmailAddress: 'sender@other.example' }, 'identity/sender@other.example'],
  ])('with AccessDeniedException when the role lacks the %s', async (_what, given, resource) => {
    const message = expect.stringContaining(
      `ses:SendEmail on resource: arn:aws:ses:us-east-1:111111111111:${resource}`,
    );
    await expect(send(given)).rejects.toMatchObject(refused('AccessDeniedException', 403, message));
  });

  test.each([
    ['MessageRejected', 400],
    ['AccountSuspendedException', 400],
    ['SendingPausedException', 400],
    ['MailFromDomainNotVerifiedException', 400],
    ['LimitExceededException', 400],
    ['TooManyRequestsException', 429],
  ])('with %s and the status %i when a fault says so', async (error, status) => {
    await stack.setFaults([{ operation: 'SendEmail', error, inputContains: 'jane@example.com' }]);
    await expect(send({})).rejects.toMatchObject(refused(error, status, `${error} was injected`));
  });
});

test('a mail without a configuration set needs the identity alone', async () => {
  expect(await send({ ConfigurationSetName: undefined })).toMatchObject({ MessageId: expect.any(String) });
});
