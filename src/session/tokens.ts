/** What the session's plugins share. */

import { Token } from '@lumino/coreutils';

import { SessionModel } from './model';

export const ISessionModel = new Token<SessionModel>(
  'hpclab:ISessionModel',
  'What hpclab knows in the browser of the own Slurm job.'
);
