# finds: var.a: is declared, but not used
variable "a" {
  type = string
}
