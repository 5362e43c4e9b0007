# Needs no provider: what a function may do follows from the table alone, and can be tested without an account.

locals {
  table = jsondecode(file("${path.module}/../../../policies/handlers.json"))

  rows = [
    for row in concat(local.table.handlers[var.handler], local.table.platform) : row
    if !can(row.when) || contains(var.features, try(row.when, ""))
  ]

  # AWS has no resource type for some actions; the table says which.
  resources = merge(var.resources, { any = "*" })

  # A thing that the stack has not, but a row names, is told of by the output's precondition.
  missing = sort(distinct([for row in local.rows : row.on if try(local.resources[row.on], null) == null]))

  statements = [
    for row in local.rows : {
      Sid      = row.sid
      Effect   = "Allow"
      Action   = row.actions
      Resource = try(local.resources[row.on], null)
    }
  ]
}
