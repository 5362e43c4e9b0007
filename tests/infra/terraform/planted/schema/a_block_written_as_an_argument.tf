# finds: aws_lambda_event_source_mapping.m: scaling_config is a block, not an argument
resource "aws_lambda_event_source_mapping" "m" {
  function_name  = "f"
  scaling_config = { maximum_concurrency = 2 }
}
