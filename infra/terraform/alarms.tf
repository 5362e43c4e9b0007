locals {
  # Duration is told in milliseconds; four fifths of the timeout is near it.
  alarms = {
    errors    = { metric = "Errors", statistic = "Sum", threshold = 0, means = "invocations failed" }
    throttles = { metric = "Throttles", statistic = "Sum", threshold = 0, means = "invocations were throttled" }
    duration  = { metric = "Duration", statistic = "Maximum", threshold = var.timeout * 1000 * 0.8, means = "an invocation took more than 80 % of the timeout" }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${var.name}: ${each.value.means}"
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
}
