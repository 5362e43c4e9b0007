variable "name" {
  description = "The role's name, before the region."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,49}$", var.name))
    error_message = "name must be 1 to 49 letters, digits and +=,.@_-: IAM leaves 64 to a role, of which the region takes some."
  }
}

variable "function_arn" {
  description = "The function that jobs invoke."
  type        = string
}

variable "bucket" {
  description = "The name of the bucket of manifests and reports."
  type        = string
}

variable "manifests_prefix" {
  description = "The keys of manifests begin with it."
  type        = string
  default     = "backfill/manifests/"

  validation {
    condition     = can(regex("^[^/].*/$", var.manifests_prefix))
    error_message = "manifests_prefix must end, and not begin, with /."
  }
}

variable "reports_prefix" {
  description = "The keys of reports begin with it."
  type        = string
  default     = "backfill/reports/"

  validation {
    condition     = can(regex("^[^/].*/$", var.reports_prefix))
    error_message = "reports_prefix must end, and not begin, with /."
  }
}
