/** The first line of output of the command that hands the work in; the one of mini-swe-agent, which models may have met. */
export const submitMarker = 'COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT';
