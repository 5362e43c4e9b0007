# finds: output.o: var.name is not declared
output "o" {
  value = [for v in local.l[*] : lower("${v}${var.name}")]
}

locals {
  l = []
}
