/**
 * What CloudFormation does, with the deployer's rights, to create, change and delete each type of resource that the deployed
 * template has (AWS: the `handlers` of the types' schemas; `npm run test:aws` compares). What this template does not use of a
 * type is left out.
 */
export const HANDLER_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': of('apigateway', 'DELETE GET PATCH POST PUT'),
  'AWS::ApiGatewayV2::Stage': of('apigateway', 'DELETE GET PATCH POST TagResource UntagResource'),
  'AWS::CloudWatch::Alarm': of(
    'cloudwatch',
    'DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource',
  ),
  'AWS::CloudWatch::CompositeAlarm': of(
    'cloudwatch',
    'DeleteAlarms DescribeAlarms ListTagsForResource PutCompositeAlarm TagResource UntagResource',
  ),
  'AWS::CloudWatch::Dashboard': of(
    'cloudwatch',
    'DeleteDashboards GetDashboard ListTagsForResource PutDashboard TagResource UntagResource',
  ),
  'AWS::DynamoDB::Table': of(
    'dynamodb',
    'CreateTable DeleteTable DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive',
  ),
  'AWS::Events::EventBus': of(
    'events',
    'CreateEventBus DeleteEventBus DescribeEventBus ListTagsForResource TagResource UntagResource UpdateEventBus',
  ),
  'AWS::Events::Rule': of(
    'events',
    'DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets RemoveTargets TagResource UntagResource',
  ),
  'AWS::IAM::Role': of(
    'iam',
    'CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PutRolePermissionsBoundary PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription',
  ),
  'AWS::KMS::Key': of(
    'kms',
    'CreateKey DescribeKey DisableKeyRotation EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription',
  ),
  'AWS::Lambda::EventInvokeConfig': of(
    'lambda',
    'DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig',
  ),
  'AWS::Lambda::EventSourceMapping': of(
    'lambda',
    'CreateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping ListTags TagResource UntagResource UpdateEventSourceMapping',
  ),
  'AWS::Lambda::Function': [
    'iam:PassRole',
    's3:GetObject',
    ...of(
      'lambda',
      'CreateFunction DeleteFunction GetFunction GetFunctionCodeSigningConfig GetFunctionRecursionConfig GetFunctionScalingConfig GetRuntimeManagementConfig TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration',
    ),
  ],
  'AWS::Lambda::Permission': of('lambda', 'AddPermission GetPolicy RemovePermission'),
  'AWS::Logs::LogGroup': of(
    'logs',
    'AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeIndexPolicies DescribeLogGroups DescribeResourcePolicies DisassociateKmsKey GetDataProtectionPolicy ListTagsForResource PutRetentionPolicy TagResource UntagResource',
  ),
  'AWS::Logs::MetricFilter': of('logs', 'DeleteMetricFilter DescribeMetricFilters PutMetricFilter'),
  'AWS::SNS::Topic': of(
    'sns',
    'CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes TagResource UntagResource',
  ),
  'AWS::SNS::TopicPolicy': of('sns', 'SetTopicAttributes'),
  'AWS::SQS::Queue': of(
    'sqs',
    'CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue',
  ),
  'AWS::SQS::QueuePolicy': of('sqs', 'SetQueueAttributes'),
  'AWS::Scheduler::Schedule': [
    'iam:PassRole',
    ...of('scheduler', 'CreateSchedule DeleteSchedule GetSchedule UpdateSchedule'),
  ],
};

function of(service: string, names: string): string[] {
  return names.split(' ').map((name) => `${service}:${name}`);
}
