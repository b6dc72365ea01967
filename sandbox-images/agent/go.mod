module sandpiper-agent

go 1.19
