/** What Slurm says of a job before it is submitted. */

import type { Schemas } from '../../api/client';

/** When it would start, or why not. */
export interface IStart {
  expected: Schemas['ExpectedStart'] | null;
  /** Why Slurm would refuse it, or says nothing. */
  refusal: string | null;
  isAsking: boolean;
}

/** Before anybody has asked. */
export const NOT_ASKED: IStart = {
  expected: null,
  refusal: null,
  isAsking: false
};
