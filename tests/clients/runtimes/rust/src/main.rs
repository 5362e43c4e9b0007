//! The function of ../../../test_runtimes.py on the `lambda_runtime` crate. _HANDLER names the case.
use std::{env, process, time::Duration};

use lambda_runtime::streaming::{channel, Body, Response};
use lambda_runtime::{run, service_fn, Diagnostic, Error, LambdaEvent};
use serde_json::{json, Value};

/// Reported under its own name.
#[derive(Debug)]
struct OrderRejected(String);

impl From<OrderRejected> for Diagnostic {
    fn from(rejected: OrderRejected) -> Self {
        Diagnostic {
            error_type: "OrderRejected".into(),
            error_message: rejected.0,
        }
    }
}

async fn echo(event: LambdaEvent<Value>) -> Result<Value, Error> {
    Ok(event.payload)
}

async fn fail(event: LambdaEvent<Value>) -> Result<Value, OrderRejected> {
    Err(OrderRejected(text(&event.payload["message"])))
}

async fn describe(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let context = event.context;
    Ok(json!({
        "requestId": context.request_id,
        "deadline": context.deadline,
        "functionArn": context.invoked_function_arn,
        "traceId": env::var("_X_AMZN_TRACE_ID").ok(),
        "custom": context.client_context.map(|client| client.custom),
        "tenantId": context.tenant_id,
    }))
}

async fn talk(event: LambdaEvent<Value>) -> Result<(), Error> {
    for line in texts(&event.payload["lines"]) {
        println!("{line}");
    }
    Ok(())
}

async fn sleep(event: LambdaEvent<Value>) -> Result<(), Error> {
    let seconds = event.payload["seconds"].as_f64().unwrap_or_default();
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    Ok(())
}

async fn exit(event: LambdaEvent<Value>) -> Result<(), Error> {
    process::exit(event.payload["status"].as_i64().unwrap_or_default() as i32)
}

async fn stream(event: LambdaEvent<Value>) -> Result<Response<Body>, Error> {
    let (mut sender, body) = channel();
    tokio::spawn(async move {
        for piece in texts(&event.payload["pieces"]) {
            // The receiver goes away with the invocation; nothing is to be done then.
            let _ = sender.send_data(piece.into()).await;
        }
    });
    Ok(Response::from(body))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    match env::var("_HANDLER")?.as_str() {
        "echo" => run(service_fn(echo)).await,
        "fail" => run(service_fn(fail)).await,
        "context" => run(service_fn(describe)).await,
        "talk" => run(service_fn(talk)).await,
        "sleep" => run(service_fn(sleep)).await,
        "exit" => run(service_fn(exit)).await,
        "stream" => run(service_fn(stream)).await,
        _ => Err("no configuration".into()),
    }
}
