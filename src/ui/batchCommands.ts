/** What of batch jobs other capabilities offer, where it makes sense to a person there. */

/** Runs the notebook that one works on as a batch job; its dialog says that it begins at the top. */
export const CONTINUE_AS_JOB = 'hpclab:continue-as-batch-job';
