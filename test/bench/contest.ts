/**
 * A contest: each contender in a process of its own, which stays; they run one after the other, round after round, and nobody
 * always comes first or always after the same one.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type AmazonOptions, startAmazon } from './amazon/start-amazon.ts';
import { type Helper, startHelper } from './processes.ts';
import type { Samples } from './report/line.ts';

export interface Contest<Name extends string> {
  /** The module of the discipline, from this folder: its default export is one. */
  readonly discipline: string;
  /** Name → how much it does in a round; what a unit of it is, the discipline knows. Figures do not depend on it. */
  readonly contenders: Readonly<Record<Name, number>>;
  readonly amazon: AmazonOptions;
  readonly rounds: number;
}

/** Figures of one round by their names. */
export type Round = Readonly<Record<string, number>>;

/** In the contender's process: prepares everything once, and answers what runs a round. */
export type Discipline = (contender: string) => (size: number) => Promise<Round>;

/** Values of a figure, one for each round. */
export type Scores<Name extends string> = (contender: Name, figure: string) => Samples;

const roundSchema = z.record(z.string(), z.number());

export async function contest<Name extends string>(parameters: Contest<Name>): Promise<Scores<Name>> {
  const { rounds } = parameters;
  const contenders = Object.entries<number>(parameters.contenders);
  const discipline = join(import.meta.dirname, parameters.discipline);
  const amazon = await startAmazon(parameters.amazon);
  const entrants: { readonly name: string; readonly size: number; readonly helper: Helper; readonly found: Round[] }[] =
    [];
  try {
    for (const [name, size] of contenders) {
      const options = { discipline, contender: name, amazon: amazon.address };
      const helper = await startHelper(join(import.meta.dirname, 'contender-process.ts'), options);
      entrants.push({ name, size, helper, found: [] });
    }
    // The first round is for warming up.
    for (const { helper, size } of entrants) await helper.ask(size);
    let order = entrants;
    for (let round = 0; round < rounds; round += 1) {
      for (const { helper, size, found } of order) found.push(roundSchema.parse(await helper.ask(size)));
      order = round % 2 === 0 ? order.toReversed() : [...order.slice(1), ...order.slice(0, 1)];
    }
  } finally {
    await Promise.all([...entrants.map(({ helper }) => helper), amazon].map((helper) => helper.close()));
  }
  return (contender, figure) =>
    entrants.find(({ name }) => name === contender)?.found.map((round) => round[figure] ?? Number.NaN) ?? [];
}
