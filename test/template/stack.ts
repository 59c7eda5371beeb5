import { templateFunctions } from '../../infra/template/functions.ts';
import { type ResolveContext, resolve } from '../../infra/template/resolve.ts';
import { parameterDefaults, readTemplate } from '../../infra/template/template.ts';
import { mapAt, type TemplateMap } from '../../infra/template/values.ts';

/** The project's template, and what it comes to once it is deployed. */
export const template = readTemplate();
export const functions = templateFunctions(template);

/** The attributes that a resource has, by its type, so far as this template uses them. */
export const usedAttributes: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudWatch::Alarm': ['Arn'],
  'AWS::CloudWatch::CompositeAlarm': ['Arn'],
  'AWS::DynamoDB::Table': ['Arn'],
  'AWS::Events::EventBus': ['Arn', 'Name'],
  'AWS::IAM::Role': ['Arn'],
  'AWS::Logs::LogGroup': ['Arn'],
  'AWS::SQS::Queue': ['Arn', 'QueueName'],
  'AWS::Serverless::Function': ['Arn'],
};

/** Every option of the template the other way round than by default. */
export const everyOption: TemplateMap = {
  EventBusName: 'default',
  NotificationTopicArn: 'arn:aws:sns:eu-west-1:123456789012:notified',
  PagingTopicArn: 'arn:aws:sns:eu-west-1:123456789012:woken',
  ScheduleState: 'DISABLED',
  KmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k',
  PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/b',
  TableRecovery: 'off',
};

/** Resolves as a deployment would: a resource stands for its logical id, `Queue.Arn` for an attribute of it. */
export function deployment(parameters: TemplateMap = {}): ResolveContext {
  const references: Record<string, string> = {};
  const attributes: Record<string, string> = {};
  const context: ResolveContext = {
    parameters: { ...parameterDefaults(template), ...parameters },
    references,
    attributes,
    conditions: template.conditions,
    mappings: mapAt(template.source.Mappings, 'Mappings'),
    pseudo: {
      'AWS::Partition': 'aws',
      'AWS::Region': 'eu-west-1',
      'AWS::AccountId': '123456789012',
      'AWS::StackName': 'stack',
      'AWS::URLSuffix': 'amazonaws.com',
    },
  };
  for (const [logicalId, { type, condition }] of Object.entries(template.resources)) {
    if (condition !== undefined && resolve({ Condition: condition }, context) !== true) continue;
    references[logicalId] = logicalId;
    for (const attribute of usedAttributes[type] ?? []) {
      attributes[`${logicalId}.${attribute}`] = `${logicalId}.${attribute}`;
    }
  }
  return context;
}

/** The resources of a type that such a deployment makes, by logical id, their properties resolved. */
export function resourcesOf(type: string, context: ResolveContext = deployment()): Record<string, TemplateMap> {
  const made: Record<string, TemplateMap> = {};
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    if (resource.type !== type || context.references?.[logicalId] === undefined) continue;
    made[logicalId] = mapAt(resolve(resource.properties, context), logicalId);
  }
  return made;
}

/** The Lambda functions with `Globals` merged in, by logical id, their properties resolved. */
export function lambdaFunctions(context: ResolveContext = deployment()): Record<string, TemplateMap> {
  const globals = mapAt(resolve(mapAt(template.globals.Function, 'Globals.Function'), context), 'Globals.Function');
  const made: Record<string, TemplateMap> = {};
  for (const [logicalId, own] of Object.entries(resourcesOf('AWS::Serverless::Function', context))) {
    const logging = { ...mapAt(globals.LoggingConfig, logicalId), ...mapAt(own.LoggingConfig, logicalId) };
    made[logicalId] = { ...globals, ...own, LoggingConfig: logging };
  }
  return made;
}
