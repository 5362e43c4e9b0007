# shrike_handlers (events, modules, pipeline, config) and bootstrap
