# shrike_local_common: HTTP server, faults, authentication
