/** A resource of a template. */
export const resource = (Type: string, Properties: object, Condition?: string) => ({
  Type,
  Properties,
  ...(Condition ? { Condition } : {}),
});

/** A reference to a resource's ARN. */
export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Lets a rule invoke the fixture's function. */
export const echoPermission = (rule: string) =>
  resource('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'EchoLambdaFunction' },
    Principal: 'events.amazonaws.com',
    SourceArn: arnOf(rule),
  });
