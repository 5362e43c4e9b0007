variable "a" {
  type = string
}

variable "b" {
  default = var.a
}

output "c" {
  value = var.b
}
