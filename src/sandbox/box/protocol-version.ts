/** What host and in-box agent both must speak; the agent's is in `sandbox-images/agent/frame.go`. */
export const protocolVersion = 2;
