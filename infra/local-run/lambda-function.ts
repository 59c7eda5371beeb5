/** A Lambda function with its execution environments: one invocation at a time in each, and more of them when all are busy. */
import {
  type EnvironmentOptions,
  type InvocationOutcome,
  type LambdaEnvironment,
  startEnvironment,
} from './lambda-environment.ts';

export interface LambdaFunctionOptions extends EnvironmentOptions {
  readonly timeoutMs: number;
  /** Invocations that find so many environments busy wait their turn. */
  readonly maxEnvironments: number;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** Runs the handler with the event. Never rejects. */
  invoke(event: unknown): Promise<InvocationOutcome>;
  /** Ends every environment at once; what runs in them ends with an error. */
  close(): Promise<void>;
}

export function lambdaFunction(options: LambdaFunctionOptions): LambdaFunction {
  const environments = new Set<LambdaEnvironment>();
  /** The last one to have served is taken first, as Lambda does: it is the warmest. */
  const idle: LambdaEnvironment[] = [];
  const waiting: (() => void)[] = [];
  let closing = false;

  /** An environment that is free, or null once the function is closed. */
  async function take(): Promise<LambdaEnvironment | null> {
    while (!closing) {
      const environment = idle.pop() ?? startAnother();
      if (environment?.usable) return environment;
      if (environment) environments.delete(environment);
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
    return null;
  }

  function startAnother(): LambdaEnvironment | undefined {
    if (environments.size >= options.maxEnvironments) return undefined;
    const environment = startEnvironment(options);
    environments.add(environment);
    return environment;
  }

  function giveBack(environment: LambdaEnvironment): void {
    if (environment.usable) {
      idle.push(environment);
    } else {
      environments.delete(environment);
      void environment.close();
    }
    waiting.shift()?.();
  }

  return {
    name: options.functionName,
    arn: options.functionArn,
    async invoke(event) {
      const environment = await take();
      if (environment === null) {
        return { error: { errorType: 'Runtime.ExitError', errorMessage: `${options.functionName} was shut down` } };
      }
      const outcome = await environment.invoke(event, options.timeoutMs);
      giveBack(environment);
      return outcome;
    },
    async close() {
      closing = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...environments].map((environment) => environment.close()));
    },
  };
}
