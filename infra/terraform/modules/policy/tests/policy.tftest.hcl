variables {
  resources = {
    "images"        = "arn:aws:s3:::images"
    "images/*"      = "arn:aws:s3:::images/*"
    "results"       = "arn:aws:s3:::results"
    "results/*"     = "arn:aws:s3:::results/*"
    "state-machine" = "arn:aws:states:eu-west-1:123456789012:stateMachine:workflow"
    "log-streams"   = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*"
  }
}

run "what_is_always_needed" {
  command = plan

  variables {
    handler = "start-workflow"
  }

  assert {
    condition     = [for row in output.statements : row.Sid] == ["StartWorkflow", "WriteLog"]
    error_message = "A handler's own calls and its log: no feature, nothing more."
  }

  assert {
    condition     = output.statements[0].Resource == var.resources["state-machine"]
    error_message = "The table's things are replaced by their ARNs."
  }

  assert {
    condition     = jsondecode(output.json).Version == "2012-10-17" && jsondecode(output.json).Statement[0].Effect == "Allow"
    error_message = "The document is IAM's."
  }
}

run "features_add_statements" {
  command = plan

  variables {
    handler  = "recognize"
    features = ["faces", "tracing"]
  }

  assert {
    condition     = toset([for row in output.statements : row.Sid]) == toset(["ReadImages", "TellMissingImagesFromForbidden", "DetectFaces", "WriteLog", "Trace"])
    error_message = "Only the features that are there add statements."
  }
}

run "a_thing_that_the_stack_has_not_is_named" {
  command = plan

  variables {
    handler  = "process"
    features = ["topic"]
  }

  expect_failures = [output.statements, output.json]
}

run "a_handler_that_there_is_not_is_refused" {
  command = plan

  variables {
    handler = "proces"
  }

  expect_failures = [var.handler]
}

run "a_feature_that_there_is_not_is_refused" {
  command = plan

  variables {
    handler  = "start-workflow"
    features = ["label"]
  }

  expect_failures = [var.features]
}

run "a_wildcard_is_no_resource" {
  command = plan

  variables {
    handler   = "start-workflow"
    resources = { "state-machine" = "*", "log-streams" = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*" }
  }

  expect_failures = [var.resources]
}
