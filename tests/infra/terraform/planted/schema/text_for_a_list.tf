# finds: aws_lambda_event_source_mapping.m: function_response_types is to be a list, not "ReportBatchItemFailures"
resource "aws_lambda_event_source_mapping" "m" {
  function_name           = "f"
  function_response_types = "ReportBatchItemFailures"
}
