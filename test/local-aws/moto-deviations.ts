/**
 * Tests of the contract that moto 5.2.5 does not pass: what it does instead, and what says that AWS does otherwise.
 * "seen" = an answer of AWS recorded by the tests of localstack (snapshots marked as validated against AWS).
 */
export const motoDeviations: Readonly<Record<string, string>> = {
  'an ARN without its random characters counts as whole when the name ends in a hyphen and six characters':
    'moto finds it; user guide, "Finding a secret from a partial ARN"',
  'the name of a secret pending deletion is refused': 'moto: ResourceExistsException; seen: InvalidRequestException',
  'a request without a token is refused: the service makes none of its own':
    'moto makes a token; seen: InvalidRequestException',
  'a name has no more than 512 characters': 'moto knows no limit; API_CreateSecret, Name',
  'names hold no spaces, question marks or letters with accents': 'moto takes any name; seen: ValidationException',
  'a value of more than 65,536 bytes is refused': 'moto knows no limit; API_CreateSecret, SecretString',
  'a description has no more than 2,048 characters': 'moto knows no limit; API_CreateSecret, Description',
  'DescribeSecret tells the versions that have a label, and no others':
    'moto tells versions without a label too; API_DescribeSecret, VersionIdsToStages',
  'after a label was moved, a read without a label gives the current version':
    'moto gives the old one; API_GetSecretValue: AWSCURRENT is the default',
  'a label that no version has is named': 'moto tells that the secret is not there; seen: the label is named',
  'the day of the last read is told once there was one': 'moto does not keep it; API_DescribeSecret, LastAccessedDate',
  'BatchGetSecretValue refuses more than 20 ids': 'moto knows no limit; API_BatchGetSecretValue, SecretIdList',
  'BatchGetSecretValue wants ids or filters': 'moto answers nothing; API_BatchGetSecretValue: one of the two is needed',
  'a secret pending deletion is told in the words of the service': 'moto has words of its own; seen',
  'a secret pending deletion takes no PutSecretValue': 'moto writes it; API_PutSecretValue, InvalidRequestException',
  'a secret pending deletion takes no tags': 'moto writes them; seen: InvalidRequestException',
  'a page has 100 entries at most': 'moto knows no limit; API_ListSecrets, MaxResults',
  'an invented token is refused': 'moto answers status 500; API_ListSecrets, InvalidNextTokenException',
  'a body is not empty': 'moto takes it; seen: MissingParameter',
  'a body holds only characters of XML': 'moto takes others; API_SendMessage, InvalidMessageContents',
  'a message in a dead-letter queue keeps its count of receives and names its queue':
    'moto does not name the queue; seen: DeadLetterQueueSourceArn',
  'an attribute that no queue has is refused': 'moto takes it; API_CreateQueue, InvalidAttributeName',
  'a detail must be a JSON object': 'moto takes any JSON; seen: MalformedDetail',
  'a call has 1 MiB at most': 'moto knows no limit; API_PutEvents',
  'numbers lose the zeros that say nothing': 'moto keeps the text; developer guide, "Number"',
  'a value that no expression uses is refused':
    'moto does not look in a PutItem; developer guide, "Expression attribute values"',
  'an item has 400 KiB at most': 'moto stops a little earlier; developer guide, "Constraints", item size',
};
