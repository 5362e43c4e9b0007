const error = new Error("no configuration");
error.name = "BadStart";
throw error;
