variable "name" {
  description = "The topic's name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,256}$", var.name))
    error_message = "name must be 1 to 256 letters, digits, - and _: a standard topic's, for a FIFO topic has no subscribers by e-mail."
  }
}

variable "email_address" {
  description = "Who gets a mail of each message, once the mail that AWS sends first is answered; null for nobody."
  type        = string
  default     = null

  validation {
    condition     = var.email_address == null ? true : can(regex("^[^@\\s]+@[^@\\s]+$", var.email_address))
    error_message = "email_address must be an e-mail address."
  }
}
