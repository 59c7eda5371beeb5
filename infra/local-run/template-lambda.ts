/** A function of the template as a running Lambda function: its variables resolved, its bundle loaded, its failures told. */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ACCOUNT_ID } from '../local-aws/account.ts';
import type { TemplateFunction } from '../template/functions.ts';
import { type ResolveContext, resolve } from '../template/resolve.ts';
import type { ServiceVariables, Variables } from './aws-access.ts';
import { type LambdaFunction, lambdaFunction } from './lambda-function.ts';
import type { Timers } from './timers.ts';

export interface LambdaWatch {
  /** Takes each line that a function writes. */
  readonly onLine: (functionName: string, line: string) => void;
  /** Takes what went wrong in the machinery: a failed invocation, an unreachable queue. */
  readonly onTrouble: (text: string) => void;
}

export interface TemplateLambdaOptions extends LambdaWatch {
  /** Function name → absolute path of its bundle. */
  readonly bundles: ReadonlyMap<string, string>;
  readonly context: ResolveContext;
  /** What the function finds in its environment beside Lambda's own variables and the template's. */
  readonly variables: ServiceVariables;
  readonly maxEnvironments: number;
  readonly timers: Timers;
}

export function templateLambda(described: TemplateFunction, options: TemplateLambdaOptions): LambdaFunction {
  const { name, memoryMb, timeoutSeconds } = described;
  const bundle = options.bundles.get(name);
  if (bundle === undefined) throw new Error(`The function ${name} has not been built`);
  const own = Object.entries(described.environment).map(([key, value]) => [
    key,
    String(resolve(value, options.context)),
  ]);
  let closed = false;
  const lambda = lambdaFunction({
    bundleUrl: pathToFileURL(bundle).href,
    functionName: name,
    functionArn: `arn:aws:lambda:${options.variables.AWS_REGION}:${ACCOUNT_ID}:function:${name}`,
    memoryMb,
    timeoutMs: timeoutSeconds * 1_000,
    maxEnvironments: options.maxEnvironments,
    env: { ...lambdaVariables(name, memoryMb, bundle), ...options.variables, ...Object.fromEntries(own) },
    timers: options.timers,
    onLine: (line) => options.onLine(name, line),
  });
  return {
    ...lambda,
    async invoke(event) {
      const outcome = await lambda.invoke(event);
      if ('error' in outcome && !closed) {
        options.onTrouble(`${name}: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
      }
      return outcome;
    },
    close() {
      closed = true;
      return lambda.close();
    },
  };
}

/** What Lambda itself sets for a function with `LogFormat: JSON`. */
function lambdaVariables(name: string, memoryMb: number, bundle: string): Variables {
  return {
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    LAMBDA_TASK_ROOT: dirname(bundle),
  };
}
