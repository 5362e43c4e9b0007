// The function of ../../test_runtimes.py on AWS's Node runtime. `awslambda` is the runtime's global.

export const echo = async (event) => event;

export const fail = async (event) => {
  const error = new Error(event.message);
  error.name = "OrderRejected";
  throw error;
};

export const context = async (event, context) => ({
  requestId: context.awsRequestId,
  deadline: Date.now() + context.getRemainingTimeInMillis(),
  functionArn: context.invokedFunctionArn,
  traceId: process.env._X_AMZN_TRACE_ID,
  custom: context.clientContext?.custom,
  tenantId: context.tenantId,
});

export const talk = async (event) => {
  for (const line of event.lines) process.stdout.write(`${line}\n`);
  return null;
};

export const sleep = (event) => new Promise((resolve) => setTimeout(resolve, 1000 * event.seconds, null));

export const exit = async (event) => process.exit(event.status);

export const stream = awslambda.streamifyResponse(async (event, response) => {
  for (const piece of event.pieces) response.write(piece);
  response.end();
});

export const break_stream = awslambda.streamifyResponse(async (event, response) => {
  for (const piece of event.pieces) response.write(piece);
  await fail(event);
});
