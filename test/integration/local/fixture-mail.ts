// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's placeholders
import { arnOf, echoPermission, resource } from './fixture-template.ts';

const sesArn = (path: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:${path}`,
});

/** Lets a role send mails from `example.com` with the configuration set `fixture-mail`. */
export const MAIL_STATEMENT = {
  Effect: 'Allow',
  Action: 'ses:SendEmail',
  Resource: [sesArn('identity/example.com'), sesArn('configuration-set/${MailSet}')],
};

/** Two configuration sets, the first of which publishes bounces and complaints, and a rule that takes them. */
export const MAIL_RESOURCES = {
  MailSet: resource('AWS::SES::ConfigurationSet', { Name: 'fixture-mail' }),
  QuietMailSet: resource('AWS::SES::ConfigurationSet', { Name: 'fixture-quiet-mail' }),
  MailEvents: resource('AWS::SES::ConfigurationSetEventDestination', {
    ConfigurationSetName: { Ref: 'MailSet' },
    EventDestination: {
      Name: 'default-bus',
      Enabled: true,
      MatchingEventTypes: ['BOUNCE', 'COMPLAINT'],
      EventBridgeDestination: {
        EventBusArn: { 'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default' },
      },
    },
  }),
  BounceRule: resource('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.ses'],
      'detail-type': ['Email Bounced'],
      detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: 'MailSet' }] } } },
    },
    Targets: [
      {
        Id: 'echo',
        Arn: arnOf('EchoLambdaFunction'),
        InputTransformer: {
          InputPathsMap: { who: '$.detail.bounce.bouncedRecipients[0].emailAddress' },
          InputTemplate: '{"text": "a bounce of <who>"}',
        },
      },
    ],
  }),
  BouncePermission: echoPermission('BounceRule'),
};
