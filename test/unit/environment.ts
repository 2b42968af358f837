/** What serverless.yml gives the functions; import it before them. */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'alternate-contacts-test',
  EVENT_BUS_NAME: 'alternate-contacts-test',
  SERVICE_ACCOUNT_ID: '111111111111',
  MANAGEMENT_ACCOUNT_ID: '111111111111',
  MANAGEMENT_ROLE_ARN: '',
  SENDER_ADDRESS: 'alternate-contacts@example.com',
  CONFIGURATION_SET: 'alternate-contacts-test',
  VOTE_KEY: 'alias/alternate-contacts-test-votes',
  PRE_APPROVAL_KEY: 'alias/alternate-contacts-test-pre-approvals',
  WEBHOOK_SECRETS: 'alternate-contacts-test/webhooks',
  BASE_URL: 'https://contacts.example.com',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
