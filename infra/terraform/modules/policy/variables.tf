variable "handler" {
  description = "The entry whose calls are to be allowed: a name of `handlers` in infra/policies/handlers.json."
  type        = string

  validation {
    condition     = contains(keys(jsondecode(file("${path.module}/../../../policies/handlers.json")).handlers), var.handler)
    error_message = "handler must be a name of `handlers` in infra/policies/handlers.json."
  }
}

variable "features" {
  description = "What the stack has of `features` in infra/policies/handlers.json; a statement that belongs to another feature is left out."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.features, keys(jsondecode(file("${path.module}/../../../policies/handlers.json")).features))) == 0
    error_message = "features must be names of `features` in infra/policies/handlers.json."
  }
}

variable "resources" {
  description = "The ARN of each of `things` in infra/policies/handlers.json that the stack has. What is null or left out must not be needed."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.resources), keys(jsondecode(file("${path.module}/../../../policies/handlers.json")).things))) == 0
    error_message = "resources must be named as `things` in infra/policies/handlers.json are."
  }

  validation {
    condition     = alltrue([for arn in values(var.resources) : arn == null ? true : startswith(arn, "arn:")])
    error_message = "resources must be ARNs: only what the table says has no resource type may be `*`, and that needs no entry."
  }
}
