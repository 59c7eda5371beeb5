/** The stack as `setup.ts` has deployed it into moto. */
import { inject } from 'vitest';

export type Variables = Readonly<Record<string, string>>;

/** A function as Lambda has it, and keys of the role that it runs in. */
export interface DeployedFunction {
  readonly functionName: string;
  /** `handler.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly role: string;
  readonly variables: Variables;
  /** Who may invoke it besides its own account: a service and the ARN it must come from. */
  readonly invokers: readonly string[];
  readonly keys: Variables;
  /** The statements of its role. */
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

export interface DeployedStack {
  readonly error: null;
  readonly status: string;
  /** Logical id → name of what CloudFormation made; moto has none for permissions. */
  readonly resources: Readonly<Record<string, string | null>>;
  readonly outputs: Variables;
  /** Keys that may do everything. */
  readonly administrator: Variables;
  /** By logical id. */
  readonly functions: Readonly<Record<string, DeployedFunction>>;
}

export interface BuiltStack {
  /** Folder of `sam build`: one folder a function, by logical id. */
  readonly built: string;
  /** The CloudFormation template that SAM makes of it. */
  readonly translated: string;
  /** Where moto answers. */
  readonly endpoint: string;
  /** Path of Lambda's Runtime Interface Emulator. */
  readonly emulator: string;
  /** Path of Lambda's runtime client for Node. */
  readonly runtime: string;
  readonly deployed: DeployedStack | { readonly error: string };
}

declare module 'vitest' {
  export interface ProvidedContext {
    stack: BuiltStack;
  }
}

/** Throws what CloudFormation said when the stack could not be deployed. */
export function deployedStack(): DeployedStack {
  const { deployed } = inject('stack');
  if (deployed.error !== null) throw new Error(deployed.error);
  return deployed;
}
