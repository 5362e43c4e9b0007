# finds: aws_lambda_event_source_mapping.m: scaling_config may be given once, not 2 times
resource "aws_lambda_event_source_mapping" "m" {
  function_name = "f"
  scaling_config {
    maximum_concurrency = 2
  }
  scaling_config {
    maximum_concurrency = 3
  }
}
