output "statements" {
  description = "The statements of the function's policy, in the table's order: Sid, Effect, Action, Resource."
  value       = local.statements

  precondition {
    condition     = length(local.missing) == 0
    error_message = "The ${var.handler} handler with these features needs resources for: ${join(", ", local.missing)}."
  }
}

output "json" {
  description = "The policy document, as JSON."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.statements })

  precondition {
    condition     = length(local.missing) == 0
    error_message = "The ${var.handler} handler with these features needs resources for: ${join(", ", local.missing)}."
  }
}
