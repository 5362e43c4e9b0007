"""The function of ../../test_runtimes.py on AWS's Python runtime, which has no response streaming."""

import os
import time


class OrderRejected(Exception):
    pass


def echo(event, _):
    return event


def fail(event, _):
    raise OrderRejected(event["message"])


def context(_, context):
    return {
        "requestId": context.aws_request_id,
        "deadline": int(time.time() * 1000) + context.get_remaining_time_in_millis(),
        "functionArn": context.invoked_function_arn,
        "traceId": os.environ.get("_X_AMZN_TRACE_ID"),
        "custom": context.client_context.custom if context.client_context else None,
        "tenantId": context.tenant_id,
    }


def talk(event, _):
    for line in event["lines"]:
        print(line)


def sleep(event, _):
    time.sleep(event["seconds"])


def exit(event, _):
    os._exit(event["status"])
